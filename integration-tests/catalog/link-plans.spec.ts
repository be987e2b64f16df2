import { Client } from "pg"
import { productPage } from "../../src/api/store/statements/product-page"
import { reconcileChannels } from "../../src/modules/catalog"
import type { Executor } from "../../src/postgres/executor"
import { createDatabase, type TestDatabase } from "../harness"

const PRODUCTS = 2_000
const SITES = 25

/** Catalog 1 is shown by many sites; catalog 2, whose products come behind all others, by the last one. */
const FILL = `
  insert into catalog (id, key, name, type)
    select 'cat_' || n, 'kaaaaaa' || n, 'Catalog ' || n, 'erp' from generate_series(1, 2) n;
  insert into client (id, name, slug) values ('client_1', 'One', 'one');
  insert into site (id, name, currency_code, client_id, catalog_id, sales_channel_id)
    select 'site_' || n, 'Site ' || n, 'usd', 'client_1', case when n = ${SITES} then 'cat_2' else 'cat_1' end, 'sc_' || n
    from generate_series(1, ${SITES}) n;
  insert into product (id, title, handle, status)
    select 'prod_' || c || lpad(n::text, 6, '0'), 'Mug', 'mug-' || c || n, 'published'
    from generate_series(1, 2) c, generate_series(1, ${PRODUCTS}) n;
  insert into catalog_item
    (id, catalog_id, sku, name, product_key, handle, raw, content_hash, product_id, variant_id)
    select 'item_' || id, 'cat_' || substr(id, 6, 1), id, title, id, handle, '{}', '', id, 'variant_' || id from product;
  insert into product_sales_channel (id, product_id, sales_channel_id)
    select 'prodsc_' || i.product_id || s.id, i.product_id, s.sales_channel_id
    from site s join catalog_item i on i.catalog_id = s.catalog_id`

type Plan = { readonly [name: string]: unknown; readonly Plans?: readonly Plan[] }

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await createDatabase()
  client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(FILL)
  await client.query("analyze product_sales_channel, product, catalog_item, site, catalog, exclusion")
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const numberAt = (plan: Plan, name: string): number => Number(plan[name] ?? 0)

/** Links that a plan has looked at, whether it took them or not. */
const linksIn = (plan: Plan): number => {
  const isScan = plan["Relation Name"] === "product_sales_channel" && String(plan["Node Type"]).includes("Scan")
  const looked = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"]
  const here = isScan ? looked.reduce((sum, name) => sum + numberAt(plan, name), 0) * numberAt(plan, "Actual Loops") : 0
  return (plan.Plans ?? []).reduce((sum, inner) => sum + linksIn(inner), here)
}

/** Runs statements under EXPLAIN; answers how many links each has looked at. */
const linksLookedAt = async (work: (db: Executor) => Promise<unknown>): Promise<number[]> => {
  const looked: number[] = []
  const explain = async (text: string, values: readonly unknown[] = []): Promise<void> => {
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
      `explain (analyze, timing off, format json) ${text}`,
      [...values]
    )
    looked.push(...rows.map((row) => linksIn(row["QUERY PLAN"][0].Plan)))
  }
  await client.query("begin")
  await work({
    rows: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      await explain(text, values)
      return (await client.query<Row>(text, [...values])).rows
    },
    run: async (text, values) => {
      await explain(text, values)
      return 0
    },
  })
  await client.query("rollback")
  return looked
}

describe("links of products to sales channels", () => {
  it.each([
    ["last", "asc", SITES],
    ["first", "desc", 1],
  ] as const)(
    "of other shops are not looked at for the page of a shop whose products come %s, %s",
    async (_, direction, n) => {
      const shop = { site_id: `site_${n}`, sales_channel_id: `sc_${n}`, filters: {} }
      const order = { column: "id", direction } as const
      const page = (db: Executor) => productPage(db, { ...shop, order, skip: 20, take: 20 })
      const [looked] = await linksLookedAt(page)
      expect(looked).toBeLessThanOrEqual(PRODUCTS + 100)
    }
  )

  it("lead to the shop's products in the order of their ids, either way", async () => {
    const db: Executor = {
      rows: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...values])).rows,
      run: async (text, values = []) => (await client.query(text, [...values])).rowCount ?? 0,
    }
    const page = (direction: "asc" | "desc") =>
      productPage(db, {
        ...{ site_id: "site_3", sales_channel_id: "sc_3", filters: {} },
        ...{ order: { column: "id", direction }, skip: 1, take: 2 },
      })
    const answer = { count: PRODUCTS, hidden_variant_ids: [] }
    expect(await page("asc")).toEqual({ ...answer, ids: ["prod_1000002", "prod_1000003"] })
    expect(await page("desc")).toEqual({ ...answer, ids: ["prod_1001999", "prod_1001998"] })
  })

  it.each([
    ["that shows nothing yet", "update site set catalog_id = 'cat_1' where id = $1", PRODUCTS],
    ["that goes on", "update site set catalog_id = catalog_id where id = $1", 2 * PRODUCTS],
    ["that shows nothing any more", "update site set catalog_id = null where id = $1", PRODUCTS],
  ])("of other sites are not looked at when one is reconciled %s", async (_, change, most) => {
    const looked = await linksLookedAt(async (db) => {
      await client.query(change, ["site_3"])
      await reconcileChannels(db, { siteIds: ["site_3"], catalogId: null, productIds: null }, "01M8FE0Q9R")
    })
    // The sites, what is taken away, what is added.
    expect(looked).toHaveLength(3)
    expect(Math.max(...looked)).toBeLessThanOrEqual(most)
  })
})
