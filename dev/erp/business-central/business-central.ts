import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect, type Refusal } from "../dialect"
import { parseFilter, type Row } from "../odata/filter"
import { parseOrder } from "../odata/order"
import type { ErpItem } from "../items"
import type { Stage } from "../stage"
import { bcRecord, bcRow, ITEM_PROPERTIES } from "./records"
import { Quota } from "./quota"
import { EntraTokens } from "./tokens"

const TENANT = "8b1c2f4e-0d3a-4f6b-9c7d-5e2a1b3c4d5e"
const COMPANY = "bb6d48b6-c7b2-ed11-9a88-000d3a3adc4a"
const CREDENTIALS = { client_id: "11111111-2222-3333-4444-555555555555", client_secret: "bc-client-secret" }
const PATH = `/v2.0/${TENANT}/Production`
const ITEMS = new RegExp(`/api/v2\\.0/companies\\(${COMPANY}\\)/items$`)
const COMPANIES = /\/api\/v2\.0\/companies$/
const OPTIONS = ["$filter", "$select", "$orderby", "$count", "$skiptoken", "$expand", "aid", "tenant", "company"]
const CORRELATION = "CorrelationId:  9f6b7d2e-30a4-4a53-8c3c-0f7d2b1a5e6f."

const failed = (status: number, code: string, message: string): Answer =>
  json(status, { error: { code, message: `${message}  ${CORRELATION}` } })

const schema = { entity: "Microsoft.NAV.item", typeOf: (name: string) => ITEM_PROPERTIES[name] ?? null }

type Listed = { readonly item: ErpItem; readonly row: Row }

class BusinessCentralDesk implements Desk {
  private readonly tokens: EntraTokens
  private readonly quota: Quota

  constructor(private readonly stage: Stage) {
    const now = (): number => stage.now()
    this.tokens = new EntraTokens(CREDENTIALS, now)
    this.quota = new Quota(now)
  }

  isRead({ url }: Asked): boolean {
    return !url.pathname.endsWith("/oauth2/v2.0/token")
  }

  hasPlace({ url }: Asked): boolean {
    return url.searchParams.has("$skiptoken")
  }

  begin(): boolean {
    return this.quota.begin()
  }

  end(): void {
    this.quota.end()
  }

  refuse(refusal: Refusal): Answer {
    switch (refusal) {
      case "401":
        // What has been refused once does not come back: the client needs a new token.
        this.tokens.expire()
        return failed(401, "Authentication_InvalidCredentials", "The server has rejected the client credentials.")
      case "429":
        return failed(429, "Application_TooManyRequests", "Too many requests reached. Actual (6001). Maximum (6000).")
      case "500":
        return failed(500, "Internal_ServerError", "An error occurred while processing the request.")
      case "503":
        return text(503, "text/html", "<html><body><h2>503 - Service is temporarily unavailable.</h2></body></html>")
      case "expired-place":
        return failed(400, "BadRequest_InvalidToken", "The skip token has expired.")
    }
  }

  answer(asked: Asked): Answer {
    if (!this.isRead(asked)) return this.tokens.issue(asked)
    if (!this.tokens.knows(asked))
      return failed(401, "Authentication_InvalidCredentials", "The server has rejected the client credentials.")
    try {
      return this.routed(asked)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      return failed(400, "BadRequest", error.message)
    }
  }

  private routed(asked: Asked): Answer {
    const { pathname, searchParams, origin } = asked.url
    if (asked.method !== "GET")
      return failed(405, "BadRequest_MethodNotAllowed", `'${asked.method}' requests are not allowed`)
    if (COMPANIES.test(pathname)) return json(200, { value: [{ id: COMPANY, name: "CRONUS", displayName: "CRONUS" }] })
    if (!ITEMS.test(pathname))
      return failed(
        404,
        "BadRequest_ResourceNotFound",
        `Resource not found for the segment '${pathname.split("/").at(-1) ?? ""}'.`
      )
    const unknown = [...searchParams.keys()].find((name) => !OPTIONS.includes(name))
    if (unknown) throw new BadRequest(`The query parameter '${unknown}' is not supported.`)
    const { listed, total } = this.found(searchParams)
    const page = listed.slice(0, this.pageRows(asked))
    this.stage.serve(page.map(({ item }) => item))
    const select =
      searchParams
        .get("$select")
        ?.split(",")
        .map((name) => name.trim()) ?? null
    const last = page.at(-1)
    return json(200, {
      "@odata.context": `${origin}${PATH}/api/v2.0/$metadata#companies(${COMPANY})/items`,
      ...(searchParams.get("$count") === "true" && { "@odata.count": total }),
      value: page.map(({ item }) => shownOf(item, select)),
      ...(last && page.length < listed.length && { "@odata.nextLink": this.nextLink(asked, last) }),
    })
  }

  /** What lies behind the skip token, which names the last row that was sent: rows may come and go before it. */
  private found(params: URLSearchParams): { listed: Listed[]; total: number } {
    const filter = params.get("$filter")
    const matches = filter === null ? () => true : parseFilter(filter, schema)
    const compare = parseOrder([params.get("$orderby"), "number"].filter(Boolean).join(","), schema)
    for (const name of params.get("$select")?.split(",") ?? [])
      if (schema.typeOf(name.trim()) === null)
        throw new BadRequest(`Could not find a property named '${name.trim()}' on type '${schema.entity}'.`)
    const all = this.stage
      .records()
      .map((item) => ({ item, row: bcRow(bcRecord(item)) }))
      .filter(({ row }) => matches(row))
      .sort((a, b) => compare(a.row, b.row))
    const token = params.get("$skiptoken")
    const from = token === null ? null : (JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Row)
    return { listed: from ? all.filter(({ row }) => compare(row, from) > 0) : all, total: all.length }
  }

  private pageRows({ headers }: Asked): number {
    const [, wanted] = /odata\.maxpagesize=(\d+)/.exec(String(headers["prefer"] ?? "")) ?? []
    const { default: usual, most } = this.stage.pageRows
    return Math.min(wanted === undefined ? usual : Math.max(1, Number(wanted)), most)
  }

  private nextLink(asked: Asked, last: Listed): string {
    const params = [...asked.url.searchParams].filter(([name]) => name !== "$skiptoken")
    const token = Buffer.from(JSON.stringify(last.row)).toString("base64url")
    const query = [...params, ["$skiptoken", token]].map(
      ([name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`
    )
    return `${this.stage.linkOrigin(asked)}${asked.url.pathname}?${query.join("&")}`
  }
}

const shownOf = (item: ErpItem, select: readonly string[] | null): object => {
  const record = bcRecord(item)
  const shown = Object.entries(record).filter(([name]) => select?.includes(name) ?? true)
  return { "@odata.etag": `W/"JzQ0O${item.id}${item.changedUs};'"`, ...Object.fromEntries(shown) }
}

/** Dynamics 365 Business Central: OData V4 with links that remember a row, bearer tokens, and a quota. */
export const businessCentral = {
  kind: "business-central",
  path: PATH,
  credentials: CREDENTIALS,
  settings: { tenant_id: TENANT, company_id: COMPANY, token_path: `/${TENANT}/oauth2/v2.0/token` },
  pageRows: { default: 1_000, most: 20_000 },
  lacks: [],
  open: (stage: Stage) => new BusinessCentralDesk(stage),
} satisfies Dialect
