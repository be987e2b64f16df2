import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { changeExclusionsStep, type ChangeExclusionsInput } from "./steps/change-exclusions"

/** Changes which items a site does not show, from the next request on, and says `site.updated`. */
export const changeExclusionsWorkflow = createWorkflow(
  "change-exclusions",
  (input: WorkflowData<ChangeExclusionsInput>) => {
    const site = changeExclusionsStep(input)
    emitEventStep({ eventName: "site.updated", data: { id: site.id } })
    return new WorkflowResponse(site)
  }
)
