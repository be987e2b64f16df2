import { z } from "@medusajs/framework/zod"
import { CatalogErrors } from "../../errors"
import { JsonClient, type Authorisation } from "./json-client"
import type { HttpSurroundings } from "./surroundings"

type Credentials = Readonly<Record<string, string>>

const FITS_A_HEADER = /^[\x20-\x7e\xa0-\xff]*$/

/** A credential that the chosen way to sign in needs, or `source_refused`. */
export const credential = (credentials: Credentials, name: string): string => {
  const value = credentials[name]
  if (value === undefined || value === "") throw CatalogErrors.sourceRefused(`the credential "${name}" is missing`)
  // A line break would let a credential write headers of its own; Node refuses it too, but shows it.
  if (/[\r\n\0]/.test(value)) throw CatalogErrors.sourceRefused(`the credential "${name}" holds a line break`)
  return value
}

/** No credentials at all. */
export const anonymous: Authorisation = { headers: () => ({}), secrets: [] }

/** One header, the same for every request. */
export const byHeader = (name: string, value: string, secrets: readonly string[] = []): Authorisation => {
  if (!FITS_A_HEADER.test(value))
    throw CatalogErrors.sourceRefused("a credential holds characters that no header takes")
  return { headers: () => ({ [name.toLowerCase()]: value }), secrets: [value, ...secrets] }
}

/** User name and password (RFC 7617). */
export const basic = (credentials: Credentials): Authorisation => {
  const [user, password] = [credential(credentials, "username"), credential(credentials, "password")]
  const encoded = Buffer.from(`${user}:${password}`).toString("base64")
  return byHeader("authorization", `Basic ${encoded}`, [encoded, password])
}

/** A token that somebody else renews. */
export const bearer = (token: string, scheme = "Bearer"): Authorisation =>
  byHeader("authorization", `${scheme} ${token}`, [token])

/** Sends one header more with every request, when there is a value for it. */
export const withHeader = (name: string, value: string | undefined, authorisation: Authorisation): Authorisation => ({
  ...authorisation,
  headers: async (...request) => ({
    ...(await authorisation.headers(...request)),
    ...(value === undefined ? {} : { [name]: value }),
  }),
})

/** Where and as whom a token is asked for (RFC 6749, client credentials). */
export type ClientSecret = {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string | undefined
}

/** Where a token is asked for, and what proves who asks: the fields of a form, made anew for each token. */
export type TokenRequest = {
  readonly tokenUrl: string
  readonly proof: () => Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

const Token = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().optional() })
const DEFAULT_LIFE_S = 300
/** A token is renewed this long before its end, so that none expires on its way. */
const MARGIN_MS = 60_000

/** Shows a secret for each token. */
export const clientCredentials = (surroundings: HttpSurroundings, client: ClientSecret): Authorisation => {
  const { tokenUrl, clientId, clientSecret, scope } = client
  const form = { client_id: clientId, client_secret: clientSecret, ...(scope && { scope }) }
  return byToken(surroundings, { tokenUrl, secrets: [clientSecret], proof: () => form })
}

/** Asks for a token when there is none, before it expires, and once more when it is refused. */
export const byToken = (surroundings: HttpSurroundings, request: TokenRequest): Authorisation => {
  let known: { value: string; until: number } | null = null
  const secrets = [...request.secrets]
  return {
    secrets,
    renew: () => void (known = null),
    headers: async (_method, _url, signal) => {
      if (!known || known.until <= surroundings.now()) {
        const { access_token, expires_in = DEFAULT_LIFE_S } = await askForToken(surroundings, request, signal)
        const lifeMs = expires_in * 1000
        known = { value: access_token, until: surroundings.now() + Math.max(lifeMs - MARGIN_MS, lifeMs / 2) }
        secrets.splice(request.secrets.length, 1, access_token)
      }
      return { authorization: `Bearer ${known.value}` }
    },
  }
}

const askForToken = async (surroundings: HttpSurroundings, request: TokenRequest, signal: AbortSignal) => {
  const { tokenUrl } = request
  const proof = request.proof()
  const secrets = [...request.secrets, proof["client_assertion"] ?? ""]
  const authorisation: Authorisation = { headers: () => ({}), secrets }
  const client = new JsonClient({ baseUrl: new URL("/", tokenUrl).href, surroundings, authorisation })
  const form = new URLSearchParams({ grant_type: "client_credentials", ...proof })
  try {
    const parsed = Token.safeParse(await client.ask({ url: new URL(tokenUrl), form, signal }))
    if (parsed.success) return parsed.data
    throw CatalogErrors.sourceRefused(`${new URL(tokenUrl).host} answers no access token`)
  } finally {
    client.close()
  }
}
