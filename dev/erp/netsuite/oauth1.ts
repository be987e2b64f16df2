import { createHmac, timingSafeEqual } from "node:crypto"
import type { Asked } from "../dialect"

export type TokenCredentials = {
  readonly account_id: string
  readonly consumer_key: string
  readonly consumer_secret: string
  readonly token_id: string
  readonly token_secret: string
}

/** Five minutes, and the moment that a request is under way. */
const LARGEST_SKEW_MS = 305_000

const encoded = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const readHeader = (header: string): Map<string, string> | null => {
  if (!header.startsWith("OAuth ")) return null
  const pairs = header
    .slice(6)
    .split(",")
    .map((part) => /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part))
  if (pairs.includes(null)) return null
  return new Map(pairs.map((pair): [string, string] => [pair?.[1] ?? "", decodeURIComponent(pair?.[2] ?? "")]))
}

const baseStringOf = ({ method, url }: Asked, fields: ReadonlyMap<string, string>): string => {
  const given = [...fields].filter(([name]) => name !== "realm" && name !== "oauth_signature")
  const pairs = [...given, ...url.searchParams].map(([name, value]): [string, string] => [
    encoded(name),
    encoded(value),
  ])
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
  const query = sorted.map(([name, value]) => `${name}=${value}`).join("&")
  return [method, `${url.origin}${url.pathname}`, query].map(encoded).join("&")
}

/** Verifies the signatures of token-based authentication: OAuth 1.0 with HMAC-SHA256, each nonce once. */
export class SignatureCheck {
  private readonly nonces = new Set<string>()

  constructor(
    private readonly credentials: TokenCredentials,
    private readonly now: () => number
  ) {}

  isValid(asked: Asked): boolean {
    const fields = readHeader(asked.headers.authorization ?? "")
    if (!fields || !this.names(fields)) return false
    const { consumer_secret, token_secret } = this.credentials
    const key = `${encoded(consumer_secret)}&${encoded(token_secret)}`
    const expected = createHmac("sha256", key).update(baseStringOf(asked, fields)).digest()
    const given = Buffer.from(fields.get("oauth_signature") ?? "", "base64")
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
    return this.isFresh(fields)
  }

  private names(fields: ReadonlyMap<string, string>): boolean {
    const { account_id, consumer_key, token_id } = this.credentials
    const isOurs = fields.get("oauth_consumer_key") === consumer_key && fields.get("oauth_token") === token_id
    const isForAccount = fields.get("realm") === account_id.toUpperCase().replaceAll("-", "_")
    return isOurs && isForAccount && fields.get("oauth_signature_method") === "HMAC-SHA256"
  }

  private isFresh(fields: ReadonlyMap<string, string>): boolean {
    const nonce = `${fields.get("oauth_timestamp") ?? ""} ${fields.get("oauth_nonce") ?? ""}`
    const skewMs = Math.abs(Number(fields.get("oauth_timestamp")) * 1000 - this.now())
    if (!(skewMs <= LARGEST_SKEW_MS) || this.nonces.has(nonce)) return false
    this.nonces.add(nonce)
    return true
  }
}
