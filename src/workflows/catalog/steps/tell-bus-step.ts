import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { type BusEvent, tellBus } from "./tell-bus"

/** Says what the tables hold already; without a bus it is found there later. */
export const tellBusStep = createStep("tell-bus", async (event: BusEvent, { container }) => {
  await tellBus(container, event)
  return new StepResponse(event.data)
})
