import { setTimeout as delay } from "node:timers/promises"
import type { DatabaseEndpoint } from "../config/environment"
import { codeOf } from "../config/error-code"
import { PostgresErrors } from "./errors"

/** The waits between attempts: about 20 s in all, enough for a server that starts beside the store. */
const PREFLIGHT_DELAYS_MS: readonly number[] = [250, 500, 1_000, 2_000, 4_000, 6_000, 6_000]

/** Errors that another attempt only makes worse: Supabase blocks an address for 120 s after ten failed logins. */
const CURES: Readonly<Record<string, string>> = {
  "28P01": "the password is wrong: correct it in the address",
  "28000": "the role may not log in from here: check the user in the address and the server's pg_hba.conf",
  "3D000": "the database does not exist: create it, or correct its name in the address",
  "42501": "the role may not connect: grant it CONNECT on the database",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate signs itself: put it into DATABASE_SSL_CA",
  SELF_SIGNED_CERT_IN_CHAIN: "an unknown authority signed its certificate: put the right one into DATABASE_SSL_CA",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "an unknown authority signed its certificate: put the right one into DATABASE_SSL_CA",
  CERT_HAS_EXPIRED: "its certificate has expired: renew it",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name: use that name in the address",
}
const CURES_BY_TEXT: readonly [RegExp, string][] = [
  [/does not support SSL/, "it speaks no TLS: switch TLS on at the server"],
  [/tenant or user not found/i, "the pooler knows no such user: it wants USER.PROJECT, and the project's own region"],
  [
    /ECIRCUITBREAKER/,
    "the pooler has blocked this address after failed logins: correct the password and wait two minutes",
  ],
  [/ESSLREQUIRED|no encryption/, "it accepts TLS only: set DATABASE_SSL_MODE=verify-full"],
]

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error))

/** What a person has to change before a connection can succeed, or undefined for an error that time may heal. */
const cureOf = (error: unknown): string | undefined =>
  CURES_BY_TEXT.find(([pattern]) => pattern.test(messageOf(error)))?.[1] ?? CURES[codeOf(error)]

/**
 * Runs `probe` until it succeeds. An outage is retried with growing waits; a refused password, an unknown database or
 * an untrusted certificate is reported at once.
 */
export const preflight = async (
  { host, port }: DatabaseEndpoint,
  probe: () => PromiseLike<unknown>,
  warn: (message: string) => void,
  delaysMs: readonly number[] = PREFLIGHT_DELAYS_MS
): Promise<void> => {
  for (const waitMs of [...delaysMs, undefined]) {
    try {
      await probe()
      return
    } catch (error) {
      const cure = cureOf(error)
      if (cure) throw PostgresErrors.unreachable(host, port, cure)
      if (waitMs === undefined) throw PostgresErrors.unreachable(host, port, messageOf(error))
      warn(`Postgres at ${host}:${port} doesn't answer yet (${messageOf(error)})`)
      await delay(waitMs)
    }
  }
}
