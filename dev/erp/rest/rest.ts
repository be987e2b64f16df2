import { BadRequest, json, text, type Answer, type Asked, type Desk, type Dialect, type Refusal } from "../dialect"
import type { ErpItem } from "../items"
import type { Stage } from "../stage"

const CREDENTIALS = { token: "rest-token-0123456789" }
const PRODUCTS = "/api/v1/products"
const PARAMETERS = ["updated_since", "page_size", "cursor"]

const recordOf = (item: ErpItem): object => ({
  id: item.guid,
  code: item.sku,
  title: item.name,
  text: { long: item.description },
  category: item.category === "" ? null : { name: item.category },
  brand: item.brand,
  ean: item.barcode,
  pricing: { amount: item.price, currency: "USD" },
  availability: { quantity: item.stock, sellable: item.isActive },
  updated_at: new Date(Math.floor(item.changedUs / 1000)).toISOString(),
})

const problem = (status: number, title: string, detail: string): Answer =>
  json(status, { type: "about:blank", title, status, detail }, { "content-type": "application/problem+json" })

type Place = { readonly us: number; readonly id: number }

class RestDesk implements Desk {
  constructor(private readonly stage: Stage) {}

  isRead(): boolean {
    return true
  }

  hasPlace({ url }: Asked): boolean {
    return url.searchParams.has("cursor")
  }

  refuse(refusal: Refusal): Answer {
    switch (refusal) {
      case "401":
        return problem(401, "Unauthorized", "The token is missing or not known")
      case "429":
        return problem(429, "Too Many Requests", "Slow down")
      case "500":
        return problem(500, "Internal Server Error", "Something went wrong")
      case "503":
        return text(503, "text/plain", "Service Unavailable")
      case "expired-place":
        return problem(410, "Gone", "The cursor has expired")
    }
  }

  answer(asked: Asked): Answer {
    if (asked.headers.authorization !== `Bearer ${CREDENTIALS.token}`) return this.refuse("401")
    if (asked.url.pathname !== PRODUCTS) return problem(404, "Not Found", "There is nothing here")
    if (asked.method !== "GET") return problem(405, "Method Not Allowed", "Only GET")
    try {
      return this.listed(asked)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      return problem(400, "Bad Request", error.message)
    }
  }

  /** Ordered by change time; the cursor names the last row that was sent. */
  private listed(asked: Asked): Answer {
    const { searchParams } = asked.url
    const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.includes(name))
    if (unknown) throw new BadRequest(`Unknown parameter ${unknown}`)
    const since = instantOf(searchParams.get("updated_since"))
    const { default: usual, most } = this.stage.pageRows
    const rows = Math.min(Number(searchParams.get("page_size") ?? usual) || usual, most)
    const from = placeOf(searchParams.get("cursor"))
    const all = this.stage
      .records()
      .filter(({ changedUs }) => changedUs >= since * 1000)
      .sort((a, b) => a.changedUs - b.changedUs || a.id - b.id)
    const rest = all.filter(({ changedUs, id }) => changedUs > from.us || (changedUs === from.us && id > from.id))
    const page = this.stage.serve(rest.slice(0, rows))
    const last = page.at(-1)
    const next = last && page.length < rest.length ? this.nextLink(asked, { us: last.changedUs, id: last.id }) : null
    return json(200, { data: { items: page.map(recordOf) }, paging: { next, total: all.length } })
  }

  private nextLink(asked: Asked, place: Place): string {
    const params = new URLSearchParams(asked.url.searchParams)
    params.set("cursor", Buffer.from(JSON.stringify(place)).toString("base64url"))
    return `${this.stage.linkOrigin(asked)}${PRODUCTS}?${params.toString()}`
  }
}

const instantOf = (given: string | null): number => {
  if (given === null) return -Infinity
  const ms = Date.parse(given)
  if (Number.isNaN(ms)) throw new BadRequest("updated_since is no time of ISO 8601")
  return ms
}

const placeOf = (cursor: string | null): Place => {
  if (cursor === null) return { us: -Infinity, id: 0 }
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as Place
  } catch {
    throw new BadRequest("cursor is not one of ours")
  }
}

/** Some JSON interface: nested fields, a next link with a cursor, changes since a time. */
export const rest = {
  kind: "rest",
  path: "/api/v1",
  credentials: CREDENTIALS,
  pageRows: { default: 50, most: 500 },
  lacks: [],
  open: (stage: Stage) => new RestDesk(stage),
} satisfies Dialect
