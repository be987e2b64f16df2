import { setTimeout as pause } from "node:timers/promises"
import { countQueries, store, unique, type Answer } from "../harness"

const FEW = 2
const MANY = 20

type Created<Name extends string> = Record<Name, { id: string }>
type Site = { publishable_key: { token: string }; region_id: string }
type Page = Answer<Record<string, unknown>>

/** What the lists show: each entry adds to one list, so that it can grow while nothing else changes. */
const prefix = unique("counted")
const slug = (): string => unique(prefix)

const created = async <Name extends string>(name: Name, path: string, body: object): Promise<string> => {
  const answer = await store.admin.post<Created<Name>>(path, body)
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body[name].id
}

const createClient = (): Promise<string> => created("client", "/admin/clients", { name: slug(), slug: slug() })

const createCatalog = (clientId: string): Promise<string> =>
  created("catalog", "/admin/catalogs", { name: slug(), type: "manual", client_id: clientId })

const createSite = (clientId: string, catalogId?: string): Promise<string> =>
  created("site", "/admin/sites", {
    client_id: clientId,
    name: slug(),
    status: "active",
    currency_code: "usd",
    domains: [`${slug()}.test`, `www.${slug()}.test`],
    ...(catalogId ? { catalog_id: catalogId } : {}),
  })

const timesInTurn = async (times: number, work: () => Promise<unknown>): Promise<void> => {
  for (let done = 0; done < times; done++) await work()
}

const importItems = async (catalogId: string, items: number): Promise<void> => {
  const lines = Array.from({ length: items }, (_, at) => `SKU-${at},Item ${at},${at + 1}.50,usd,7,gifts`)
  const form = new FormData()
  form.append("file", new Blob([["sku,name,price,currency,stock,category", ...lines].join("\n")]), "items.csv")
  const { status, body } = await store.admin.post(`/admin/catalogs/${catalogId}/imports`, form)
  if (status !== 202) throw new Error(`The import was answered ${status}: ${JSON.stringify(body)}`)
  for (;;) {
    const { rows } = await store.owner.query<{ state: string }>(
      "select state from feed_run where catalog_id = $1 order by created_at desc limit 1",
      [catalogId]
    )
    const state = rows[0]?.state ?? "queued"
    if (state === "completed") return
    if (["failed", "cancelled", "awaiting_approval"].includes(state)) throw new Error(`The import ended as ${state}`)
    await pause(100)
  }
}

const rowsOf = (list: string, { status, body }: Page): number => {
  const rows = body[list]
  if (status !== 200 || !Array.isArray(rows)) throw new Error(`${list}: ${status} ${JSON.stringify(body)}`)
  return rows.length
}

/** Reads a list at two sizes and holds that the larger one costs as many statements. */
const expectConstantQueries = async (
  list: string,
  read: () => Promise<Page>,
  grow: () => Promise<unknown>
): Promise<void> => {
  expect(rowsOf(list, await read())).toBe(FEW)
  const few = await countQueries(read)
  await grow()
  expect(rowsOf(list, await read())).toBe(MANY)
  const many = await countQueries(read)
  expect(many.statements.map(({ text, calls }) => `${calls} x ${text}`)).toEqual(
    few.statements.map(({ text, calls }) => `${calls} x ${text}`)
  )
  expect(few.total).toBeGreaterThan(0)
}

describe("a list costs as many statements for twenty rows as for two", () => {
  it("of clients", async () => {
    await timesInTurn(FEW, createClient)
    const read = (): Promise<Page> => store.admin.get(`/admin/clients?q=${prefix}&limit=100`)
    await expectConstantQueries("clients", read, () => timesInTurn(MANY - FEW, createClient))
  })

  it("of sites, with their domains", async () => {
    const client = await createClient()
    await timesInTurn(FEW, () => createSite(client))
    const read = (): Promise<Page> => store.admin.get(`/admin/sites?client_id=${client}&limit=100`)
    await expectConstantQueries("sites", read, () => timesInTurn(MANY - FEW, () => createSite(client)))
  })

  it("of catalogs", async () => {
    const client = await createClient()
    await timesInTurn(FEW, () => createCatalog(client))
    const read = (): Promise<Page> => store.admin.get(`/admin/catalogs?client_id=${client}&limit=100`)
    await expectConstantQueries("catalogs", read, () => timesInTurn(MANY - FEW, () => createCatalog(client)))
  })

  it("of a catalog's items", async () => {
    const catalog = await createCatalog(await createClient())
    await importItems(catalog, FEW)
    const read = (): Promise<Page> => store.admin.get(`/admin/catalogs/${catalog}/items?limit=100`)
    await expectConstantQueries("items", read, () => importItems(catalog, MANY))
  })

  it("of products in a shop, with prices, stock and own skus", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    const site = await createSite(client, catalog)
    const { body } = await store.admin.get<{ site: Site }>(`/admin/sites/${site}`)
    const { publishable_key, region_id } = body.site
    await importItems(catalog, FEW)
    const fields = "id,title,*variants,*variants.calculated_price,+variants.inventory_quantity"
    const read = async (): Promise<Page> => {
      const path = `/store/products?limit=100&region_id=${region_id}&fields=${encodeURIComponent(fields)}`
      const response = await store.request(path, { headers: { "x-publishable-api-key": publishable_key.token } })
      return { status: response.status, headers: response.headers, body: (await response.json()) as Page["body"] }
    }
    await expectConstantQueries("products", read, () => importItems(catalog, MANY))
  })
})
