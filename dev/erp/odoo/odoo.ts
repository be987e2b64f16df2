import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect, type Refusal } from "../dialect"
import { BLANK_ITEM, type ErpItem } from "../items"
import type { Stage } from "../stage"
import { parseDomain, type OdooRecord } from "./domain"

const CREDENTIALS = { api_key: "odoo-api-key-0123456789abcdef" }
const DATABASE = "galleria-main"
const PATH = ""
const CALL = /^\/json\/2\/product\.product\/(search_read|search_count)$/
const KNOWN = ["domain", "fields", "order", "limit", "offset", "context", "ids"]

const recordOf = (item: ErpItem): OdooRecord => ({
  id: item.id,
  name: item.name,
  display_name: `[${item.sku}] ${item.name}`,
  default_code: item.sku === "" ? false : item.sku,
  barcode: item.barcode === "" ? false : item.barcode,
  list_price: Number(item.price),
  lst_price: Number(item.price),
  standard_price: 0,
  active: item.isActive,
  sale_ok: true,
  type: "consu",
  categ_id: item.category === "" ? false : [item.category.length, `All / ${item.category}`],
  product_tmpl_id: [item.id, item.name],
  description_sale: item.description === "" ? false : item.description,
  qty_available: item.stock,
  free_qty: item.stock,
  currency_id: [1, "USD"],
  write_date: new Date(Math.floor(item.changedUs / 1000)).toISOString().slice(0, 19).replace("T", " "),
  create_date: "2026-01-01 00:00:00",
})

const FIELDS = Object.keys(recordOf(BLANK_ITEM))

const raised = (status: number, name: string, message: string): Answer =>
  json(status, {
    name,
    message,
    arguments: [message, status],
    context: {},
    debug: "Traceback (most recent call last):\n…",
  })

type Call = {
  readonly domain?: unknown
  readonly fields?: unknown
  readonly order?: unknown
  readonly limit?: unknown
  readonly offset?: unknown
  readonly context?: { readonly active_test?: unknown }
}

type Listed = { readonly item: ErpItem; readonly record: OdooRecord }

/** Sorts by what the database keeps: change times to the microsecond, though they are shown by the second. */
const sorterOf = (order: string): ((a: Listed, b: Listed) => number) => {
  const keys = order.split(",").map((part) => {
    const [name = "", direction = "asc"] = part.trim().split(/\s+/)
    if (!FIELDS.includes(name) || !/^(asc|desc)$/i.test(direction))
      throw new BadRequest(`Invalid "order" specified (${order})`, "odoo.exceptions.UserError")
    return { name, sign: direction.toLowerCase() === "asc" ? 1 : -1 }
  })
  const valueOf = ({ item, record }: Listed, name: string) =>
    name === "write_date" ? item.changedUs : (record[name] ?? false)
  return (a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [valueOf(a, name), valueOf(b, name)]
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  }
}

const wholeNumber = (value: unknown, otherwise: number): number => {
  if (value === undefined || value === null || value === false) return otherwise
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value
  throw new BadRequest(`invalid literal for int(): ${JSON.stringify(value)}`, "builtins.ValueError")
}

class OdooDesk implements Desk {
  constructor(private readonly stage: Stage) {}

  isRead({ url }: Asked): boolean {
    return url.pathname.startsWith("/json/2/")
  }

  refuse(refusal: Refusal): Answer {
    if (refusal === "401") return raised(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")
    if (refusal === "500")
      return raised(500, "psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update")
    const status = refusal === "429" ? 429 : 503
    return text(
      status,
      "text/html",
      `<html><head><title>${status}</title></head><body><center>nginx</center></body></html>`
    )
  }

  answer(asked: Asked): Answer {
    const { method, headers, url } = asked
    const [, verb] = CALL.exec(url.pathname) ?? []
    if (!verb) return raised(404, "werkzeug.exceptions.NotFound", "The requested URL was not found on the server.")
    if (method !== "POST")
      return raised(405, "werkzeug.exceptions.MethodNotAllowed", "The method is not allowed for the requested URL.")
    if (headers["x-odoo-database"] !== DATABASE)
      return raised(404, "werkzeug.exceptions.NotFound", "No database is selected")
    if (headers.authorization?.toLowerCase() !== `bearer ${CREDENTIALS.api_key}`.toLowerCase())
      return this.refuse("401")
    if (!(headers["content-type"] ?? "").startsWith("application/json"))
      return raised(400, "werkzeug.exceptions.BadRequest", "Request's content-type must be application/json")
    try {
      return this.called(verb, callOf(asked.body))
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      return raised(error.code === "odoo.exceptions.UserError" ? 422 : 500, error.code, error.message)
    }
  }

  private called(verb: string, { domain = [], fields, order, limit, offset, context }: Call): Answer {
    const matches = parseDomain(domain, FIELDS)
    const showsArchived = context?.active_test === false
    const listed = this.stage
      .records()
      .map((item) => ({ item, record: recordOf(item) }))
      .filter(({ item, record }) => (showsArchived || item.isActive) && matches(record))
    if (verb === "search_count") return json(200, listed.length)
    const compare = sorterOf(typeof order === "string" ? order : "default_code, name, id")
    listed.sort((a, b) => compare(a, b) || this.stage.untie(a.item, b.item))
    const from = wholeNumber(offset, 0)
    const page = listed.slice(from, from + wholeNumber(limit, listed.length))
    this.stage.serve(page.map(({ item }) => item))
    return json(
      200,
      page.map(({ record }) => shownOf(record, fields))
    )
  }
}

const callOf = (body: string): Call => {
  const call = JSON.parse(body) as Call
  const unknown = Object.keys(call).find((name) => !KNOWN.includes(name))
  if (unknown)
    throw new BadRequest(`Product.search_read() got an unexpected keyword argument '${unknown}'`, "builtins.TypeError")
  return call
}

const shownOf = (record: OdooRecord, fields: unknown): object => {
  if (!Array.isArray(fields)) return record
  const names = fields as string[]
  const unknown = names.find((name) => !FIELDS.includes(name))
  if (unknown) throw new BadRequest(`Invalid field '${unknown}' on 'product.product'`, "builtins.ValueError")
  return Object.fromEntries(["id", ...names].map((name) => [name, record[name] ?? false]))
}

/** Odoo 19: calls of methods over JSON-2, without page tokens, with nothing as `false` and times by the second. */
export const odoo = {
  kind: "odoo",
  path: PATH,
  credentials: CREDENTIALS,
  settings: { database: DATABASE },
  pageRows: { default: 100, most: 10_000 },
  lacks: ["expired-place", "foreign-link"],
  open: (stage: Stage) => new OdooDesk(stage),
} satisfies Dialect
