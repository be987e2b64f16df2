import { BearerTokens } from "../bearer-tokens"
import { json, type Answer, type Asked } from "../dialect"

const LIFETIME_MS = 3_599_000

type Client = { readonly client_id: string; readonly client_secret: string }

/** The sign-in of Entra for applications: client credentials for a token that lasts an hour. */
export class EntraTokens extends BearerTokens {
  constructor(
    private readonly client: Client,
    now: () => number
  ) {
    super(LIFETIME_MS, now)
  }

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
    return json(200, {
      token_type: "Bearer",
      expires_in: LIFETIME_MS / 1000,
      ext_expires_in: LIFETIME_MS / 1000,
      access_token: this.give(),
    })
  }
}

const refused = (status: number, error: string, description: string): Answer =>
  json(status, { error, error_description: description, error_codes: [7000215], timestamp: "", trace_id: "" })
