import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect, type Refusal } from "../dialect"
import type { ErpItem } from "../items"
import type { Stage } from "../stage"
import { DOC_TYPES, type Doc, type Value } from "./doctypes"

const CREDENTIALS = { api_key: "erpnext-key", api_secret: "erpnext-secret" }
/** Where the site stands; its times carry no zone. */
const SITE_ZONE = "Asia/Kolkata"
const DEFAULT_ROWS = 20
const PARAMETERS = [
  "fields",
  "filters",
  "or_filters",
  "order_by",
  "limit_start",
  "limit_page_length",
  "limit",
  "as_dict",
]

const raised = (status: number, type: string, message: string): Answer =>
  json(status, {
    exception: `frappe.exceptions.${type}: ${message}`,
    exc_type: type,
    exc: '["Traceback (most recent call last)"]',
  })

const RELATIONS: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left !== null && right !== null && left > right,
  ">=": (left, right) => left !== null && right !== null && left >= right,
  "<": (left, right) => left !== null && right !== null && left < right,
  "<=": (left, right) => left !== null && right !== null && left <= right,
}

type Listed = { readonly item: ErpItem; readonly doc: Doc }
type Names = readonly string[]

const checkField = (name: unknown, names: Names): string => {
  const bare = typeof name === "string" ? name.replaceAll("`", "").replace(/^tab\w+\./, "") : ""
  if (!names.includes(bare)) throw new BadRequest(`Field not permitted in query: ${bare}`, "DataError")
  return bare
}

/** The database compares times as times, so a text without a fraction is one with zeros. */
const timed = (name: string, value: Value): Value =>
  name === "modified" && typeof value === "string" ? value.padEnd(26, value.length === 19 ? ".000000" : "0") : value

const filterOf = (terms: unknown, names: Names): ((doc: Doc) => boolean) => {
  const parts = Array.isArray(terms) ? (terms as unknown[]).slice(-3) : []
  const [name, operator, value] = parts
  const field = checkField(name, names)
  const scalar = typeof value === "string" || typeof value === "number" ? value : null
  const relation = RELATIONS[String(operator)]
  if (operator === "in" && Array.isArray(value)) return (doc) => (value as unknown[]).includes(doc[field])
  if (!relation)
    throw new BadRequest(`Operator must be one of =, !=, >, <, >=, <=: ${String(operator)}`, "ValidationError")
  return (doc) => relation(timed(field, doc[field] ?? null), timed(field, scalar))
}

const parsed = (params: URLSearchParams, name: string): unknown[] => {
  const given: unknown = JSON.parse(params.get(name) ?? "[]")
  if (!Array.isArray(given)) throw new BadRequest(`${name} must be a list`, "ValidationError")
  return given as unknown[]
}

const sorterOf = (orderBy: string, names: Names): ((a: Listed, b: Listed) => number) => {
  const keys = orderBy.split(",").map((part) => {
    const [name, direction = "asc"] = part.trim().split(/\s+/)
    return { field: checkField(name, names), sign: direction.toLowerCase() === "desc" ? -1 : 1 }
  })
  return (a, b) => {
    for (const { field, sign } of keys) {
      const [left, right] = [a.doc[field] ?? "", b.doc[field] ?? ""]
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  }
}

const countOf = (params: URLSearchParams, name: string, otherwise: number): number => {
  const given = params.get(name)
  return given !== null && /^\d{1,9}$/.test(given) ? Number(given) : otherwise
}

class ErpNextDesk implements Desk {
  constructor(private readonly stage: Stage) {}

  isRead(): boolean {
    return true
  }

  refuse(refusal: Refusal): Answer {
    if (refusal === "401") return raised(401, "AuthenticationError", "Authentication required")
    if (refusal === "429") return raised(429, "RateLimitExceededError", "Too Many Requests")
    if (refusal === "500") return raised(500, "QueryDeadlockError", "(1213, 'Deadlock found when trying to get lock')")
    return text(503, "text/html", "<html><body><h1>Updating</h1><p>This site is being updated.</p></body></html>")
  }

  answer(asked: Asked): Answer {
    const { api_key, api_secret } = CREDENTIALS
    const basic = `Basic ${Buffer.from(`${api_key}:${api_secret}`).toString("base64")}`
    if (![`token ${api_key}:${api_secret}`, basic].includes(asked.headers.authorization ?? ""))
      return this.refuse("401")
    if (!DOC_TYPES[docTypeOf(asked)]) return raised(404, "DoesNotExistError", `${asked.url.pathname} not found`)
    if (asked.method !== "GET") return raised(403, "PermissionError", "Not permitted")
    try {
      return this.listed(docTypeOf(asked), asked.url.searchParams)
    } catch (error) {
      if (error instanceof SyntaxError) return raised(417, "ValidationError", "Invalid JSON in query")
      if (!(error instanceof BadRequest)) throw error
      return raised(417, error.code, error.message)
    }
  }

  private listed(name: string, params: URLSearchParams): Answer {
    const unknown = [...params.keys()].find((each) => !PARAMETERS.includes(each))
    if (unknown) throw new BadRequest(`get_list() got an unexpected keyword argument '${unknown}'`, "TypeError")
    const { fields = [], docsOf } = { ...DOC_TYPES[name] }
    const wanted = params.has("fields") ? parsed(params, "fields") : ["name"]
    const shown = wanted.includes("*") ? fields : wanted.map((each) => checkField(each, fields))
    const all = parsed(params, "filters").map((terms) => filterOf(terms, fields))
    const some = parsed(params, "or_filters").map((terms) => filterOf(terms, fields))
    const compare = sorterOf(params.get("order_by") ?? "modified desc", fields)
    const listed = this.stage
      .records()
      .flatMap((item) => (docsOf?.(item) ?? []).map((doc): Listed => ({ item, doc })))
      .filter(({ doc }) => all.every((test) => test(doc)) && (some.length === 0 || some.some((test) => test(doc))))
      .sort((a, b) => compare(a, b) || this.stage.untie(a.item, b.item))
    const from = countOf(params, "limit_start", 0)
    const rows = countOf(params, "limit_page_length", countOf(params, "limit", DEFAULT_ROWS))
    const page = listed.slice(from, rows === 0 ? undefined : from + rows)
    this.stage.serve(page.map(({ item }) => item))
    return json(200, {
      data: page.map(({ doc }) => Object.fromEntries(shown.map((each) => [each, doc[each] ?? null]))),
    })
  }
}

const docTypeOf = ({ url }: Asked): string => /^\/api\/resource\/(\w+)$/.exec(url.pathname)?.[1] ?? ""

/** ERPNext: lists of 20 rows unless told otherwise, newest first, with times of the site's zone that don't say so. */
export const erpnext = {
  kind: "erpnext",
  path: "",
  credentials: CREDENTIALS,
  settings: { time_zone: SITE_ZONE },
  pageRows: { default: DEFAULT_ROWS, most: 100_000 },
  lacks: ["expired-place", "foreign-link"],
  open: (stage: Stage) => new ErpNextDesk(stage),
} satisfies Dialect
