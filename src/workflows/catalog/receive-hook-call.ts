import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CatalogErrors, forgetCall, isSigned, rememberCall } from "../../modules/catalog"
import type { FeedRunDTO } from "../../modules/catalog/types"
import { executorOf } from "../../postgres/executor"
import { requestFeedRun } from "./request-feed-run"
import { catalogOf } from "./steps/catalog"

/** A call that says that a feed's source has changed. */
export type HookCall = { feed_id: string; timestamp: string; signature: string; body: Buffer }

/**
 * Runs a feed because its source has said, signed, that it changed; the same call counts once. Whoever can't sign
 * learns nothing, not even which feeds there are. Like any run it is recorded without Redis too.
 */
export const receiveHookCall = async (container: MedusaContainer, call: HookCall): Promise<FeedRunDTO> => {
  const { feed_id, timestamp, body } = call
  const signature = call.signature.toLowerCase()
  const secret = await catalogOf(container).hookSecretOf(feed_id)
  if (secret === null || !isSigned(secret, { timestamp, signature, body }, Date.now()))
    throw CatalogErrors.badSignature()
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  if (!(await rememberCall(db, feed_id, signature))) throw CatalogErrors.replayedCall()
  try {
    return await requestFeedRun(container, { feed_id, mode: "delta", trigger: "webhook", requested_by: null })
  } catch (error) {
    await forgetCall(db, feed_id, signature)
    throw error
  }
}
