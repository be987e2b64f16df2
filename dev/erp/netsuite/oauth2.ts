import { generateKeyPairSync, verify } from "node:crypto"
import { BearerTokens } from "../bearer-tokens"
import { json, type Answer, type Asked } from "../dialect"

/** Where tokens are asked for. */
export const TOKENS = "/services/rest/auth/oauth2/v1/token"

/** A pair of keys on the curve P-256, made anew by each process: an assertion is signed with ES256. */
export const KEYS = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
})

const LIFETIME_MS = 3_600_000
const LONGEST_ASSERTION_S = 3_600
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
const LARGEST_SKEW_S = 300

type Client = { readonly client_id: string; readonly certificate_id: string }
type Part = Readonly<Record<string, unknown>>

const refused = (error: string): Answer => json(400, { error })

const partOf = (text: string): Part => {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Part
  } catch {
    return {}
  }
}

/** OAuth 2.0 for machines: a token of an hour for an assertion that the mapped certificate's key has signed. */
export class AssertedTokens extends BearerTokens {
  constructor(
    private readonly client: Client,
    private readonly clock: () => number
  ) {
    super(LIFETIME_MS, clock)
  }

  /** Answers a request to the token endpoint. */
  issue(asked: Asked): Answer {
    const form = new URLSearchParams(asked.body)
    const isForm = (asked.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")
    if (asked.method !== "POST" || !isForm) return refused("invalid_request")
    if (form.get("grant_type") !== "client_credentials") return refused("unsupported_grant_type")
    if (form.get("client_assertion_type") !== ASSERTION_TYPE) return refused("invalid_request")
    const problem = this.problemOf(form.get("client_assertion") ?? "", `${asked.url.origin}${TOKENS}`)
    if (problem) return refused(problem)
    // The lifetime comes as a text.
    return json(200, { access_token: this.give(), expires_in: String(LIFETIME_MS / 1000), token_type: "Bearer" })
  }

  private problemOf(assertion: string, audience: string): string | null {
    const [head = "", claims = "", signature = ""] = assertion.split(".")
    const { typ, alg, kid } = partOf(head)
    if (typ !== "JWT" || alg !== "ES256" || kid !== this.client.certificate_id) return "invalid_client"
    const key = { key: KEYS.publicKey, dsaEncoding: "ieee-p1363" } as const
    if (!verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url")))
      return "invalid_client"
    const { iss, aud, scope, iat, exp } = partOf(claims)
    if (iss !== this.client.client_id || aud !== audience) return "invalid_client"
    if (!String(scope).split(",").includes("rest_webservices")) return "invalid_scope"
    const nowS = this.clock() / 1000
    const isFresh = Number(iat) <= nowS + LARGEST_SKEW_S && Number(exp) > nowS
    return isFresh && Number(exp) - Number(iat) < LONGEST_ASSERTION_S ? null : "invalid_grant"
  }
}
