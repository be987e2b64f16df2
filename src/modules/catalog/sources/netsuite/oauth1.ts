import { createHmac } from "node:crypto"
import type { Authorisation } from "../http/json-client"

/** The keys of token-based authentication: of the integration, and of the user's token for it. */
export type TokenKeys = {
  readonly account: string
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly tokenId: string
  readonly tokenSecret: string
}

type Parameters = Readonly<Record<string, string>>

/** Percent-encoding of RFC 5849, which leaves fewer characters alone than `encodeURIComponent`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

/** What is signed (RFC 5849, 3.4.1): the method, the address without its query, all parameters in order. */
export const baseString = (method: string, url: URL, parameters: Parameters): string => {
  const pairs = [...url.searchParams, ...Object.entries(parameters)].map(([name, value]) => [
    encode(name),
    encode(value),
  ])
  const sorted = pairs.map(([name = "", value = ""]) => ({ name, value })).sort(byNameThenValue)
  const query = sorted.map(({ name, value }) => `${name}=${value}`).join("&")
  return [method.toUpperCase(), `${url.origin}${url.pathname}`, query].map(encode).join("&")
}

type Pair = { name: string; value: string }

const byNameThenValue = (a: Pair, b: Pair): number => {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
}

/** The signature of a base string under both secrets. NetSuite takes `sha256` only. */
export const signature = (base: string, consumerSecret: string, tokenSecret: string, digest = "sha256"): string =>
  createHmac(digest, `${encode(consumerSecret)}&${encode(tokenSecret)}`)
    .update(base)
    .digest("base64")

/** Signs each request on its own, so there is no token to renew. */
export const tokenBased = (keys: TokenKeys, now: () => number, nonce: () => string): Authorisation => ({
  secrets: [keys.consumerSecret, keys.tokenSecret],
  headers: (method, url) => {
    const parameters = {
      oauth_consumer_key: keys.consumerKey,
      oauth_token: keys.tokenId,
      oauth_signature_method: "HMAC-SHA256",
      oauth_timestamp: String(Math.floor(now() / 1000)),
      oauth_nonce: nonce(),
      oauth_version: "1.0",
    }
    const oauth_signature = signature(baseString(method, url, parameters), keys.consumerSecret, keys.tokenSecret)
    const shown = Object.entries({ realm: keys.account, ...parameters, oauth_signature })
    return { authorization: `OAuth ${shown.map(([name, value]) => `${name}="${encode(value)}"`).join(", ")}` }
  },
})
