import type { Logger } from "@medusajs/framework/types"
import type { Executor } from "../../postgres/executor"
import type { CredentialVault } from "./credentials/vault"
import { sign } from "./signature"
import { postMessage, type Delivery } from "./sources/http/post-message"
import type { HttpSurroundings } from "./sources/http/surroundings"
import { WEBHOOK_SECRET } from "./webhook-secrets"
import { claimDeliveries, type DueDelivery, noteDelivery } from "./statements/deliveries"

/** Attempts for one delivery: at 5 s, doubled each time, about 20 minutes. */
const MOST_ATTEMPTS = 9
/** Deliveries sent at once. */
const AT_ONCE = 10

/** What sending needs of the world around it. */
export type DeliveryContext = {
  db: Executor
  logger: Logger
  vault: CredentialVault
  http: HttpSurroundings
  retryBaseMs: number
}

/**
 * Sends what is due until nothing is, and answers after how many milliseconds something will be, or null. A receiver
 * that takes its time holds up no other delivery that is due, unless as many as are sent at once do.
 */
export const deliverWebhooks = async (context: DeliveryContext): Promise<number | null> => {
  const delays: number[] = []
  const deliverFrom = async (first: DueDelivery): Promise<void> => {
    for (let due: DueDelivery | undefined = first; due; [due] = await claimDeliveries(context.db, 1)) {
      const delayMs = await deliver(context, due)
      if (delayMs !== null) delays.push(delayMs)
    }
  }
  await Promise.all((await claimDeliveries(context.db, AT_ONCE)).map(deliverFrom))
  return delays.length === 0 ? null : Math.min(...delays)
}

const deliver = async (context: DeliveryContext, delivery: DueDelivery): Promise<number | null> => {
  const outcome = await send(context, delivery)
  const isDelivered = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
  const mayTryAgain = !isDelivered && delivery.attempts < MOST_ATTEMPTS
  const delayMs = mayTryAgain ? context.retryBaseMs * 2 ** (delivery.attempts - 1) : null
  if (!isDelivered)
    context.logger.warn(`Webhook ${delivery.webhook_id} was not told of ${delivery.event}: ${explain(outcome)}`)
  await noteDelivery(context.db, delivery.id, {
    state: isDelivered ? "delivered" : mayTryAgain ? "pending" : "failed",
    statusCode: outcome.status,
    error: isDelivered ? null : explain(outcome),
    delayMs,
  })
  return delayMs
}

const explain = ({ status, failure }: Delivery): string => failure ?? `it answered ${status}`

const send = async (context: DeliveryContext, delivery: DueDelivery): Promise<Delivery> => {
  const body = JSON.stringify(delivery.payload)
  const timestamp = String(Math.floor(context.http.now() / 1000))
  try {
    const opened = await context.vault.open(delivery.webhook_id, { [WEBHOOK_SECRET]: delivery.secret })
    const headers = {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      "user-agent": "Galleria",
      "x-galleria-event": delivery.event,
      "x-galleria-delivery": delivery.id,
      "x-galleria-timestamp": timestamp,
      "x-galleria-signature": sign(opened[WEBHOOK_SECRET] ?? "", timestamp, body),
    }
    return await postMessage(context.http, { url: delivery.url, headers, body, signal: AbortSignal.timeout(30_000) })
  } catch (error) {
    return { status: null, failure: error instanceof Error ? error.message : String(error) }
  }
}
