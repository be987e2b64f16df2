import type { Socket } from "node:net"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { codeOf } from "../config/error-code"

/** The parts of node-postgres's client by which it shows whether a statement waits. */
export type PgClient = { readyForQuery: boolean; connection: Protocol }
type Protocol = {
  stream: Socket
  prependListener(event: "errorMessage", listener: (refusal: Refusal) => void): unknown
}
type Refusal = { code?: string; table?: string; constraint?: string; detail?: string | undefined }
type PoolClient = { acquireRawConnection: () => Promise<unknown> }

/** After a refused login the next one waits this long: Supabase blocks an address after 10 failures in 150 s. */
export const LOGIN_PAUSE_MS = 30_000

const UNIQUE_VIOLATION = "23505"
const LOGIN_REFUSALS = ["28P01", "28000"]

/**
 * Ends a connection on which a statement waits and nothing has arrived for `silenceMs`: a firewall that drops packets
 * leaves no other sign. Ending the socket, unlike the driver's query_timeout, also takes the connection out of the pool,
 * and a long COPY, which is never silent, goes on.
 */
export const endWhenSilent = (connection: PgClient, silenceMs: number): void => {
  const { stream } = connection.connection
  stream.setTimeout(silenceMs)
  stream.on("timeout", () => {
    if (connection.readyForQuery) return
    stream.destroy(new Error(`Postgres has not answered for ${silenceMs} ms`))
  })
}

/**
 * Says what is there twice where Postgres doesn't: under row-level security it leaves out the detail, of which Medusa
 * makes its answer, so that every duplicate would be a 500. The value stays unknown, the key is in the constraint's name.
 */
export const detailDuplicates = ({ connection }: PgClient): void => {
  connection.prependListener("errorMessage", (refusal) => {
    if (refusal.code !== UNIQUE_VIOLATION || refusal.detail !== undefined) return
    const { table = "", constraint = "" } = refusal
    const key = constraint
      .replace(/^IDX_/, "")
      .replace(`${table}_`, "")
      .replace(/_unique$/, "")
    refusal.detail = `Key (${key})=(the same value) already exists.`
  })
}

/** Keeps the pool from trying a refused login again and again: until the pause is over it repeats the refusal. */
export const pauseAfterRefusedLogin = (pool: Knex, now: () => number = Date.now): void => {
  const client = pool.client as PoolClient
  const connect = client.acquireRawConnection.bind(client)
  let refusal: { error: unknown; untilMs: number } | undefined
  client.acquireRawConnection = async () => {
    if (refusal && now() < refusal.untilMs) throw refusal.error
    try {
      return await connect()
    } catch (error) {
      if (LOGIN_REFUSALS.includes(codeOf(error))) refusal = { error, untilMs: now() + LOGIN_PAUSE_MS }
      throw error
    }
  }
}
