import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect } from "../dialect"
import type { Stage } from "../stage"
import { SapErrors, unauthorised } from "./answers"
import { productMetadataXml, readProductMetadata, type EntityType, type Metadata } from "./metadata"
import { PRICING, STOCK } from "./other-services"
import { comparableRow, readQuery, type Query } from "./query"
import { realItems } from "./records"
import { rowsOf, type SapRow } from "./rows"

const CREDENTIALS = {
  username: "GALLERIA",
  password: "Welcome1!",
  token: "sap-bearer-token",
  api_key: "sap-sandbox-key",
}
const PATH = "/sap/opu/odata/sap"
/** What the system takes itself for; only a gateway knows the name that the client uses. */
const INTERNAL_HOST = "https://vhcals4hci.internal.example:44300"

const isWelcome = ({ headers }: Asked): boolean => {
  const { username, password, token, api_key } = CREDENTIALS
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`
  return [basic, `Bearer ${token}`].includes(headers.authorization ?? "") || headers["apikey"] === api_key
}

class SapDesk implements Desk {
  private readonly errors = new SapErrors()
  private readonly services: Readonly<Record<string, Metadata>> = {
    API_PRODUCT_SRV: readProductMetadata(),
    API_SLSPRICINGCONDITIONRECORD_SRV: PRICING,
    API_MATERIAL_STOCK_SRV: STOCK,
  }

  constructor(private readonly stage: Stage) {}

  isRead({ url }: Asked): boolean {
    return !url.pathname.endsWith("/$metadata")
  }

  hasPlace({ url }: Asked): boolean {
    return url.searchParams.has("$skiptoken")
  }

  refuse = (refusal: Parameters<SapErrors["refuse"]>[0]): Answer => this.errors.refuse(refusal)

  answer(asked: Asked): Answer {
    if (!isWelcome(asked)) return unauthorised
    try {
      return this.routed(asked)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      return this.errors.answer(400, "/IWBEP/CM_MGW_RT/020", error.message)
    }
  }

  private routed(asked: Asked): Answer {
    const { pathname, searchParams } = asked.url
    const [service = "", set = "", tail] = pathname.slice(PATH.length + 1).split("/")
    const metadata = this.services[service]
    if (!pathname.startsWith(`${PATH}/`) || !metadata)
      return this.errors.answer(
        403,
        "/IWFND/MED/170",
        `No service found for namespace '', name '${service}', version '0001'`
      )
    if (set === "$metadata" && service === "API_PRODUCT_SRV") return text(200, "application/xml", productMetadataXml())
    const type = metadata.get(set)
    if (!type) return this.errors.answer(404, "/IWFND/CM_BEC/026", `Resource not found for segment '${set}'`)
    if (asked.method !== "GET")
      return this.errors.answer(405, "/IWFND/CM_BEC/026", `Method ${asked.method} is not allowed`)
    const query = readQuery(searchParams, type)
    const found = this.found(set, type, query)
    const { skip, top } = query
    const rows = found.slice(skip, top === null ? undefined : skip + top)
    if (tail === "$count") return text(200, "text/plain;charset=utf-8", String(rows.length))
    const isJson = searchParams.get("$format") === "json" || (asked.headers.accept ?? "").includes("application/json")
    const page = this.page(asked, `${service}/${set}`, { rows, total: found.length }, query)
    return isJson
      ? json(200, page, { dataserviceversion: "2.0" })
      : text(200, "application/atom+xml;type=feed", atomOf(rows))
  }

  private found(set: string, type: EntityType, { matches, compare }: Query): SapRow[] {
    return rowsOf(set, this.stage.records())
      .map((row) => ({ row, values: comparableRow(row.record, type) }))
      .filter(({ values }) => matches(values))
      .sort((a, b) => compare(a.values, b.values) || this.stage.untie(a.row.item, b.row.item))
      .map(({ row }) => row)
  }

  /** The count is of all that the filter lets through, whatever is skipped. */
  private page(asked: Asked, path: string, { rows, total }: { rows: SapRow[]; total: number }, query: Query): object {
    const { place, selected, expanded, isCounted } = query
    const end = place + this.stage.pageRows.default
    const page = rows.slice(place, end)
    this.stage.serve(page.map(({ item }) => item))
    const results = page.map((row) => shownOf(row, path, selected, expanded))
    const next = end < rows.length ? { __next: this.nextLink(asked, path, end) } : {}
    return { d: { ...(isCounted && { __count: String(total) }), results, ...next } }
  }

  private nextLink(asked: Asked, path: string, place: number): string {
    const params = [...asked.url.searchParams].filter(([name]) => name !== "$skiptoken")
    const query = [...params, ["$skiptoken", String(place)]].map(
      ([name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`
    )
    return `${this.stage.linkOrigin(asked, INTERNAL_HOST)}${PATH}/${path}?${query.join("&")}`
  }
}

const shownOf = (
  row: SapRow,
  path: string,
  selected: ReadonlySet<string> | null,
  expanded: readonly string[]
): object => {
  const uri = `${INTERNAL_HOST}${PATH}/${path}('${encodeURIComponent(row.item.sku)}')`
  const shown = Object.entries(row.record).filter(([name]) => selected?.has(name) ?? true)
  const links: [string, unknown][] = Object.entries(row.navigations)
    .filter(([name]) => selected?.has(name) ?? true)
    .map(([name, value]) => [name, expanded.includes(name) ? value : { __deferred: { uri: `${uri}/${name}` } }])
  return { __metadata: { id: uri, uri, type: row.type }, ...Object.fromEntries(shown), ...Object.fromEntries(links) }
}

const atomOf = (rows: readonly SapRow[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">${rows.map(({ item }) => `<entry><id>${item.sku}</id></entry>`).join("")}</feed>`

/** SAP S/4HANA: OData V2 with skip tokens that are offsets, and links to a host that nobody else can reach. */
export const sap = {
  kind: "sap",
  path: PATH,
  credentials: CREDENTIALS,
  pageRows: { default: 100, most: 5_000 },
  // Whoever counts rows by $skip asks for no place that could expire.
  lacks: ["expired-place"],
  items: realItems,
  open: (stage: Stage) => new SapDesk(stage),
} satisfies Dialect
