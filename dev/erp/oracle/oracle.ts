import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect, type Refusal } from "../dialect"
import { BLANK_ITEM, type ErpItem } from "../items"
import type { Stage } from "../stage"
import { parseConditions, type OracleRecord } from "./conditions"

const CREDENTIALS = { username: "galleria.integration", password: "Welcome#1", token: "fusion-oauth-token" }
const PATH = "/fscmRestApi/resources/11.13.18.05"
const PARAMETERS = [
  "q",
  "limit",
  "offset",
  "onlyData",
  "fields",
  "orderBy",
  "totalResults",
  "links",
  "expand",
  "finder",
]
const TYPE = { "content-type": "application/vnd.oracle.adf.resourcecollection+json" }

const recordOf = (item: ErpItem): OracleRecord => ({
  ItemId: 300_000_000_000_000 + item.id,
  OrganizationId: 204,
  OrganizationCode: "V1",
  ItemNumber: item.sku,
  ItemDescription: item.name,
  LongDescription: item.description === "" ? null : item.description,
  ItemClass: item.category === "" ? "Root Item Class" : item.category,
  ItemStatusValue: item.isActive ? "Active" : "Inactive",
  PrimaryUOMValue: "Each",
  ListPrice: Number(item.price),
  GTIN: item.barcode === "" ? null : item.barcode,
  CreationDateTime: "2026-01-01T00:00:00+00:00",
  LastUpdateDateTime: new Date(Math.floor(item.changedUs / 1000)).toISOString().replace("Z", "+00:00"),
})

const FIELDS = Object.keys(recordOf(BLANK_ITEM))

const failed = (status: number, title: string, detail: string, code: string): Answer =>
  json(
    status,
    { title, status: String(status), "o:errorDetails": [{ detail, "o:errorCode": code, "o:errorPath": "" }] },
    { "content-type": "application/vnd.oracle.adf.error+json" }
  )

const isWelcome = ({ headers }: Asked): boolean => {
  const basic = Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`).toString("base64")
  return [`Basic ${basic}`, `Bearer ${CREDENTIALS.token}`].includes(headers.authorization ?? "")
}

const numberOf = (params: URLSearchParams, name: string, otherwise: number): number => {
  const given = params.get(name)
  if (given === null) return otherwise
  if (!/^\d{1,9}$/.test(given)) throw new BadRequest(`The value ${given} of the query parameter ${name} is not valid.`)
  return Number(given)
}

type Listed = { readonly item: ErpItem; readonly record: OracleRecord }

const sorterOf = (orderBy: string | null): ((a: Listed, b: Listed) => number) => {
  if (orderBy === null) return () => 0
  const keys = orderBy.split(",").map((part) => {
    const [name = "", direction = "asc"] = part.trim().split(":")
    if (!FIELDS.includes(name) || !["asc", "desc"].includes(direction))
      throw new BadRequest(`The attribute ${name} in the query parameter orderBy is not valid.`)
    return { name, sign: direction === "asc" ? 1 : -1 }
  })
  return (a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [a.record[name] ?? "", b.record[name] ?? ""]
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  }
}

class OracleDesk implements Desk {
  constructor(private readonly stage: Stage) {}

  isRead(): boolean {
    return true
  }

  refuse(refusal: Refusal): Answer {
    switch (refusal) {
      case "401":
        return {
          status: 401,
          headers: { "content-type": "text/html", "www-authenticate": 'Basic realm="weblogic"' },
          body: "<html><head><title>401 Authorization Required</title></head></html>",
        }
      case "429":
        return failed(429, "Too Many Requests", "The request limit of this service has been reached.", "27529")
      case "500":
        return failed(500, "Internal Server Error", "JBO-26061: Error while opening JDBC connection.", "26061")
      default:
        return text(503, "text/html", "<html><head><title>503 Service Unavailable</title></head></html>")
    }
  }

  answer(asked: Asked): Answer {
    if (!isWelcome(asked)) return this.refuse("401")
    if (asked.url.pathname !== `${PATH}/itemsV2`)
      return failed(404, "Not Found", "The resource was not found.", "11002")
    if (asked.method !== "GET") return failed(405, "Method Not Allowed", "Only GET is allowed.", "11005")
    try {
      return this.listed(asked)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      return failed(400, "Bad Request", error.message, "27024")
    }
  }

  private listed(asked: Asked): Answer {
    const { searchParams } = asked.url
    const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.includes(name))
    if (unknown) throw new BadRequest(`The query parameter ${unknown} is not valid.`)
    const matches = parseConditions(searchParams.get("q") ?? "", FIELDS)
    const compare = sorterOf(searchParams.get("orderBy"))
    const all = this.stage
      .records()
      .map((item) => ({ item, record: recordOf(item) }))
      .filter(({ record }) => matches(record))
      .sort((a, b) => compare(a, b) || this.stage.untie(a.item, b.item))
    const { default: usual, most } = this.stage.pageRows
    const limit = Math.min(numberOf(searchParams, "limit", usual), most)
    const offset = numberOf(searchParams, "offset", 0)
    const page = all.slice(offset, offset + limit)
    this.stage.serve(page.map(({ item }) => item))
    const shown = page.map((each) => this.shown(asked, each))
    return json(200, this.collection(asked, shown, { limit, offset, total: all.length }), TYPE)
  }

  private shown(asked: Asked, { record }: Listed): object {
    const { searchParams, origin } = asked.url
    const fields = searchParams
      .get("fields")
      ?.split(",")
      .map((name) => name.trim())
    const unknown = fields?.find((name) => !FIELDS.includes(name))
    if (unknown) throw new BadRequest(`URL request parameter fields cannot be used: ${unknown} is not an attribute.`)
    const shown = Object.fromEntries(Object.entries(record).filter(([name]) => fields?.includes(name) ?? true))
    if (searchParams.get("onlyData") === "true") return shown
    return {
      ...shown,
      links: [
        { rel: "self", href: `${origin}${PATH}/itemsV2/${String(record["ItemId"])}`, name: "itemsV2", kind: "item" },
      ],
    }
  }

  private collection(
    asked: Asked,
    items: object[],
    { limit, offset, total }: Record<"limit" | "offset" | "total", number>
  ): object {
    const href = `${this.stage.linkOrigin(asked)}${PATH}/itemsV2`
    return {
      items,
      ...(asked.url.searchParams.get("totalResults") === "true" && { totalResults: total }),
      count: items.length,
      hasMore: offset + items.length < total,
      limit,
      offset,
      links: [
        { rel: "self", href: `${href}?offset=${offset}`, name: "itemsV2", kind: "collection" },
        { rel: "next", href: `${href}?offset=${offset + limit}` },
      ],
    }
  }
}

/** Oracle Fusion: offsets of at most 500 rows, and an order only for those who ask for one. */
export const oracle = {
  kind: "oracle",
  path: PATH,
  credentials: CREDENTIALS,
  pageRows: { default: 25, most: 500 },
  lacks: ["expired-place"],
  open: (stage: Stage) => new OracleDesk(stage),
} satisfies Dialect
