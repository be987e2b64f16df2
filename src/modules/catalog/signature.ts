import { createHmac, timingSafeEqual } from "node:crypto"

/** How far the clocks of two sides may be apart, in milliseconds; past it a signed request is a replay. */
const TOLERANCE_MS = 5 * 60_000
const PREFIX = "sha256="

/** HMAC-SHA256 in hex over `timestamp.body`; the timestamp is in seconds since 1970. */
export const sign = (secret: string, timestamp: string, body: string | Buffer): string =>
  PREFIX + createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex")

/** What somebody who claims to know the secret has sent. */
export type SignedRequest = { timestamp: string; signature: string; body: string | Buffer }

/** Whether a request was signed with the secret, and just now. Comparing takes the same time however much agrees. */
export const isSigned = (secret: string, request: SignedRequest, nowMs: number): boolean => {
  const { timestamp, signature, body } = request
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp) * 1000) > TOLERANCE_MS) return false
  const expected = Buffer.from(sign(secret, timestamp, body))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
