import { MedusaError } from "@medusajs/framework/utils"
import type { RunFailure } from "../types"

/** How often a run that failed for a reason that may pass is tried again, and after how long for the first time. */
export type RetryPolicy = { readonly times: number; readonly baseMs: number }

/** Classes of SQLSTATE that say nothing of the work: connection, resources, an operator's intervention, the system. */
const PASSING_CLASSES = ["08", "53", "57", "58"]
const PASSING_CODES = new Set([
  ...["40001", "40P01", "55P03", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"],
  // The server ended the transaction of a process that had been suspended for a while.
  "25P03",
])
/** Knex puts the statement before what the driver says, as in `ROLLBACK - Connection terminated unexpectedly`. */
const PASSING_MESSAGE =
  /(?:^| - )(?:Connection terminated|Connection ended|Client has encountered a connection error|Knex: Timeout acquiring)/i

/** Only errors made for people are shown to them; of any other they learn that it happened, and the log has it. */
export const failureOf = (error: unknown): RunFailure => {
  if (error instanceof MedusaError) return { code: error.code ?? error.type, message: error.message }
  return {
    code: "internal_error",
    message: "The run failed for an internal reason, which the server's log names by the run's id",
  }
}

/** Whether a failure may be gone at the next attempt: the source broke off, or the database went away. */
export const mayPass = (error: unknown): boolean => {
  if (error instanceof MedusaError && error.code === "source_interrupted") return true
  if (!(error instanceof Error)) return false
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  return PASSING_CODES.has(code) || isPassingState(code) || PASSING_MESSAGE.test(error.message)
}

/** Whether the database refused what it was given (data, a constraint, a limit of sizes), not the work as a whole. */
export const isFaultOfRows = (error: unknown): error is RowFault =>
  error instanceof Error && "code" in error && typeof error.code === "string" && /^(?:22|23|54)...$/.test(error.code)

/** What the driver says of it, with its SQLSTATE. */
export type RowFault = Error & { readonly code: string }

const isPassingState = (code: string): boolean => code.length === 5 && PASSING_CLASSES.includes(code.slice(0, 2))

/** 5 s, 10 s, 20 s… give or take a fifth, so that runs that failed together don't come back together. */
export const retryDelayMs = (policy: RetryPolicy, attempts: number, random: number): number =>
  Math.round(policy.baseMs * 2 ** attempts * (0.8 + random * 0.4))
