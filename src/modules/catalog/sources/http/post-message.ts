import { MedusaError } from "@medusajs/framework/utils"
import { Connections } from "./exchange"
import { MESSAGE_LIMITS } from "./limits"
import type { HttpSurroundings } from "./surroundings"
import { Transient } from "./transient"
import { parseUrl } from "../../../../addresses/parse-url"

export type Message = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** What became of a message: the subscriber's status, or in words why there is none. */
export type Delivery =
  { readonly status: number; readonly failure: null } | { readonly status: null; readonly failure: string }

/** Posts one message to an address that somebody has registered, once, through the guard; it never throws but on abort. */
export const postMessage = async (surroundings: HttpSurroundings, message: Message): Promise<Delivery> => {
  const { url, headers, body, signal } = message
  if (!parseUrl(url)) return { status: null, failure: "the url is no address" }
  const connections = new Connections(surroundings, MESSAGE_LIMITS)
  try {
    const answer = await connections.send(new URL(url), { method: "POST", headers, body, signal })
    answer.discard()
    return { status: answer.status, failure: null }
  } catch (error) {
    if (error instanceof Transient || error instanceof MedusaError) return { status: null, failure: error.message }
    throw error
  } finally {
    connections.close()
  }
}
