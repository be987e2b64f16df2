import { createHash } from "node:crypto"
import { json, type Answer, type Asked } from "../dialect"

const LIFETIME_MS = 3_599_000

type Client = { readonly client_id: string; readonly client_secret: string }

/** The sign-in of Entra for applications: client credentials for a token that lasts an hour. */
export class EntraTokens {
  private readonly expiries = new Map<string, number>()
  private issued = 0

  constructor(
    private readonly client: Client,
    private readonly now: () => number
  ) {}

  /** Answers a request to the token endpoint. */
  issue({ method, body, headers }: Asked): Answer {
    const form = new URLSearchParams(body)
    const isForm = (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")
    if (method !== "POST" || !isForm)
      return refused(400, "invalid_request", "AADSTS900144: The request body must be a form")
    if (form.get("grant_type") !== "client_credentials")
      return refused(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type")
    if (!form.get("scope")?.endsWith("/.default"))
      return refused(400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid")
    const { client_id, client_secret } = this.client
    if (form.get("client_id") !== client_id || form.get("client_secret") !== client_secret)
      return refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided")
    this.issued += 1
    const access_token = createHash("sha256").update(`${client_secret} ${this.issued}`).digest("base64url")
    this.expiries.set(access_token, this.now() + LIFETIME_MS)
    return json(200, {
      token_type: "Bearer",
      expires_in: LIFETIME_MS / 1000,
      ext_expires_in: LIFETIME_MS / 1000,
      access_token,
    })
  }

  /** Whether the request carries a token that is still good. */
  knows({ headers }: Asked): boolean {
    const [, token = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? []
    return (this.expiries.get(token) ?? 0) > this.now()
  }

  /** All tokens end now. */
  expire(): void {
    this.expiries.clear()
  }
}

const refused = (status: number, error: string, description: string): Answer =>
  json(status, { error, error_description: description, error_codes: [7000215], timestamp: "", trace_id: "" })
