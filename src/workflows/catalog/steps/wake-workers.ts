import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { tellBus } from "./tell-bus"

/** Wakes a worker for a run that is recorded. Without a bus the run waits in its table until the next look for such. */
export const wakeWorkersStep = createStep("wake-workers", async (run: { id: string }, { container }) => {
  await tellBus(container, { name: "feed-run.queued", data: { id: run.id } })
  return new StepResponse({ id: run.id })
})
