import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { acceptHookCallStep, type HookCallInput } from "./steps/accept-hook-call"
import { createFeedRunStep } from "./steps/create-feed-run"
import { wakeWorkersStep } from "./steps/wake-workers"

/** Runs a feed because its source has said, signed, that it changed. */
export const receiveHookCallWorkflow = createWorkflow("receive-hook-call", (input: WorkflowData<HookCallInput>) => {
  const request = acceptHookCallStep(input)
  const run = createFeedRunStep(request)
  wakeWorkersStep({ id: run.id })
  return new WorkflowResponse({ id: run.id, state: run.state })
})
