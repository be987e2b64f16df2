import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CatalogErrors, insertDelta, isSigned, rememberCall } from "../../modules/catalog"
import type { FeedRunDTO } from "../../modules/catalog/types"
import { inTransaction } from "../../postgres/executor"
import { catalogOf } from "./steps/catalog"
import { runOf } from "./steps/create-feed-run"
import { tellBus } from "./steps/tell-bus"

/** A call that says that a feed's source has changed. */
export type HookCall = { feed_id: string; timestamp: string; signature: string; body: Buffer }

/**
 * Runs a feed because its source has said, signed, that it changed; the same call counts once. Whoever can't sign
 * learns nothing, not even which feeds there are. Like any run it is recorded without Redis too. A delta that waits for
 * its turn already will read this change as well, so a source that calls for every product starts no run for each.
 */
export const receiveHookCall = async (container: MedusaContainer, call: HookCall): Promise<FeedRunDTO> => {
  const { feed_id, timestamp, body } = call
  const signature = call.signature.toLowerCase()
  const secret = await catalogOf(container).hookSecretOf(feed_id)
  if (secret === null || !isSigned(secret, { timestamp, signature, body }, Date.now()))
    throw CatalogErrors.badSignature()
  const run = await runOf(container, { feed_id, mode: "delta", trigger: "webhook", requested_by: null })
  const id = await inTransaction(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), async (db) => {
    if (!(await rememberCall(db, feed_id, signature))) throw CatalogErrors.replayedCall()
    return insertDelta(db, run)
  })
  await tellBus(container, { name: "feed-run.queued", data: { id } })
  return catalogOf(container).getFeedRun(id)
}
