import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors, forgetCall, isSigned, rememberCall, type RunRequest } from "../../../modules/catalog"
import { executorOf } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** A call that says that a feed's source has changed; the body is as it came, in base64. */
export type HookCallInput = { feed_id: string; timestamp: string; signature: string; body: string }

/** Accepts a signed call once, and answers what to run. Whoever can't sign learns nothing, not even which feeds there are. */
export const acceptHookCallStep = createStep(
  "accept-hook-call",
  async ({ feed_id, timestamp, signature, body }: HookCallInput, { container }) => {
    const secret = await catalogOf(container).hookSecretOf(feed_id)
    const request = { timestamp, signature: signature.toLowerCase(), body: Buffer.from(body, "base64") }
    if (secret === null || !isSigned(secret, request, Date.now())) throw CatalogErrors.badSignature()
    const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
    if (!(await rememberCall(db, feed_id, request.signature))) throw CatalogErrors.replayedCall()
    const run: RunRequest & { feed_id: string } = { feed_id, mode: "delta", trigger: "webhook", requested_by: null }
    return new StepResponse(run, { feed_id, signature: request.signature })
  },
  async (accepted, { container }) => {
    if (!accepted) return
    const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
    await forgetCall(db, accepted.feed_id, accepted.signature)
  }
)
