import { CatalogErrors } from "../../errors"
import type { RetryPolicy } from "./limits"
import type { HttpSurroundings } from "./surroundings"
import { Transient } from "./transient"

/**
 * Tries until it works, with full jitter between: each wait is drawn between zero and a bound that doubles. When the
 * other side asks for a time, that is waited at least. Throws `source_interrupted` after the last attempt.
 */
export const retrying = async <Result>(
  { random, sleep }: HttpSurroundings,
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: () => Promise<Result>
): Promise<Result> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof Transient)) throw error
      signal.throwIfAborted()
      const asked = error.askedMs ?? 0
      if (asked > policy.longestAskedMs) throw CatalogErrors.sourceInterrupted(tooPatient(error.message, asked))
      if (tried >= policy.attempts) throw CatalogErrors.sourceInterrupted(`${error.message} (tried ${tried} times)`)
      const bound = Math.min(policy.longestMs, policy.baseMs * 2 ** (tried - 1))
      await sleep(asked + Math.floor(random() * bound), signal)
    }
  }
}

const tooPatient = (message: string, askedMs: number): string =>
  `${message}, and asks to be left alone for ${Math.ceil(askedMs / 1000)} seconds`

/** `Retry-After` in milliseconds: seconds, or a date that is measured on the server's own clock when it tells the time. */
export const askedMsOf = (retryAfter: string | undefined, date: string | undefined, now: number): number | null => {
  const text = retryAfter?.trim() ?? ""
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const until = Date.parse(text)
  if (Number.isNaN(until)) return null
  const theirs = Date.parse(date ?? "")
  return Math.max(0, until - (Number.isNaN(theirs) ? now : theirs))
}
