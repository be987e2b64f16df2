import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect, type Refusal } from "../dialect"
import type { Stage } from "../stage"
import { SignatureCheck } from "./oauth1"
import { AssertedTokens, KEYS, TOKENS } from "./oauth2"
import { select, type Selected } from "./select"
import { ACCOUNT_ZONE } from "./tables"

const CREDENTIALS = {
  account_id: "1234567_SB1",
  consumer_key: "ck-0123456789",
  consumer_secret: "cs-abcdefghij",
  token_id: "ti-0123456789",
  token_secret: "ts-abcdefghij",
  client_id: "ci-0123456789",
  certificate_id: "cert-0123456789",
  private_key: KEYS.privateKey,
}
const SUITEQL = "/services/rest/query/v1/suiteql"

const failed = (status: number, title: string, code: string, detail: string): Answer =>
  json(
    status,
    {
      type: "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5",
      title,
      status,
      "o:errorDetails": [{ detail, "o:errorCode": code }],
    },
    { "content-type": "application/vnd.oracle.resource+json; type=error" }
  )

const invalidLogin = (): Answer =>
  failed(
    401,
    "Unauthorized",
    "INVALID_LOGIN",
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI."
  )

const numberOf = (params: URLSearchParams, name: string, otherwise: number, most: number): number => {
  const given = params.get(name)
  if (given === null) return otherwise
  if (/^\d{1,9}$/.test(given) && Number(given) <= most) return Number(given)
  throw new BadRequest(`Invalid value for the query parameter '${name}'. Provide a valid value.`, "INVALID_PARAMETER")
}

class NetSuiteDesk implements Desk {
  private readonly signatures: SignatureCheck
  private readonly tokens: AssertedTokens
  private refusals = 0

  constructor(private readonly stage: Stage) {
    this.signatures = new SignatureCheck(CREDENTIALS, () => stage.now())
    this.tokens = new AssertedTokens(CREDENTIALS, () => stage.now())
  }

  isRead({ url }: Asked): boolean {
    return url.pathname !== TOKENS
  }

  refuse(refusal: Refusal): Answer {
    switch (refusal) {
      case "401":
        // A token that has been refused once does not come back.
        this.tokens.expire()
        return invalidLogin()
      case "429": {
        // Which of the two statuses comes depends on where in NetSuite the limit was noticed.
        this.refusals += 1
        const isEarly = this.refusals % 2 === 1
        return failed(
          isEarly ? 400 : 429,
          isEarly ? "Bad Request" : "Too Many Requests",
          "CONCURRENCY_LIMIT_EXCEEDED",
          "Concurrent request limit exceeded. Request blocked."
        )
      }
      case "500":
        return failed(
          500,
          "Internal Server Error",
          "UNEXPECTED_ERROR",
          "An unexpected error occurred. Error ID: l8x0a1b2c3."
        )
      default:
        return text(503, "text/html", "<html><head><title>NetSuite is temporarily unavailable</title></head></html>")
    }
  }

  answer(asked: Asked): Answer {
    const { headers, method, url } = asked
    if (url.pathname === TOKENS) return this.tokens.issue(asked)
    if (!this.signatures.isValid(asked) && !this.tokens.knows(asked)) return invalidLogin()
    if (url.pathname !== SUITEQL) return failed(404, "Not Found", "NONEXISTENT_ID", "The record path does not exist.")
    if (method !== "POST")
      return failed(405, "Method Not Allowed", "METHOD_NOT_ALLOWED", `The method ${method} is not allowed.`)
    if (headers["prefer"] !== "transient")
      return failed(400, "Bad Request", "INVALID_HEADER", "Required request header 'Prefer' must be 'transient'.")
    try {
      return this.selected(asked)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      return failed(400, "Bad Request", error.code, error.message)
    }
  }

  private selected(asked: Asked): Answer {
    const { searchParams } = asked.url
    const { default: usual, most } = this.stage.pageRows
    const limit = numberOf(searchParams, "limit", usual, most)
    const offset = numberOf(searchParams, "offset", 0, this.stage.mostRows)
    if (limit < 1 || offset % limit !== 0)
      throw new BadRequest(
        "Invalid value for the query parameter 'offset'. It must be divisible by the limit.",
        "INVALID_PARAMETER"
      )
    const found = select(queryOf(asked.body), this.stage.records(), (a, b) => this.stage.untie(a, b))
    const all = found.slice(0, this.stage.mostRows)
    const page = all.slice(offset, offset + limit)
    this.stage.serve(page.map(({ item }) => item))
    return json(200, this.collection(asked, page, { limit, offset, total: all.length }), {
      "content-type": "application/vnd.oracle.resource+json; type=collection; charset=UTF-8",
    })
  }

  private collection(
    asked: Asked,
    page: readonly Selected[],
    { limit, offset, total }: Record<"limit" | "offset" | "total", number>
  ): object {
    const hasMore = offset + page.length < total
    const origin = this.stage.linkOrigin(asked)
    const link = (rel: string, from: number) => ({ rel, href: `${origin}${SUITEQL}?limit=${limit}&offset=${from}` })
    return {
      links: [...(hasMore ? [link("next", offset + limit)] : []), link("self", offset)],
      count: page.length,
      hasMore,
      items: page.map(({ row }) => ({ links: [], ...row })),
      offset,
      totalResults: total,
    }
  }
}

const queryOf = (body: string): string => {
  const { q, ...others } = JSON.parse(body) as { readonly q?: unknown }
  if (typeof q !== "string" || Object.keys(others).length > 0)
    throw new BadRequest("Invalid content in the request body. Provide the query in 'q' alone.", "INVALID_CONTENT")
  return q
}

/** NetSuite: SuiteQL over REST, signed by OAuth 1 or with tokens of OAuth 2, with offsets in whole pages and times in the account's zone. */
export const netsuite = {
  kind: "netsuite",
  path: "",
  credentials: CREDENTIALS,
  settings: { time_zone: ACCOUNT_ZONE },
  pageRows: { default: 1_000, most: 1_000 },
  lacks: ["expired-place"],
  open: (stage: Stage) => new NetSuiteDesk(stage),
} satisfies Dialect
