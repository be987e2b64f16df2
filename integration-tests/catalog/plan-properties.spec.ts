import fc from "fast-check"
import { executeRun } from "../../src/modules/catalog"
import { layoutOf } from "../../src/modules/catalog/sources/layout"
import { normaliseRow } from "../../src/modules/catalog/sources/normalise"
import type { SourceReading } from "../../src/modules/catalog/sources/source"
import { createDatabase } from "../harness"
import { CatalogModel, type ModelRow, type ModelRun } from "./catalog-model"
import { openPipeline } from "./pipeline"

// The gate tries the same cases each time; `npm run test:full` looks for new ones.
const isFull = process.env["GALLERIA_TEST_FULL"] === "true"
if (!isFull) fc.configureGlobal({ seed: 1 })

const LAYOUT = layoutOf(["sku", "name", "price:usd", "active", "barcode"])

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

/** Few values, so that rows meet: the same sku twice, a barcode that another item has, a price that is none. */
const row: fc.Arbitrary<ModelRow> = fc.record({
  sku: fc.constantFrom("A", "B", "C", "D", "E"),
  name: fc.constantFrom("Mug", "Cup", "Mug é"),
  price: fc.constantFrom("1", "2.50", "2.50", "cheap"),
  active: fc.constantFrom("true", "true", "true", "false"),
  barcode: fc.constantFrom("", "", "111", "222", "333"),
})

const run: fc.Arbitrary<ModelRun> = fc.record({
  mode: fc.constantFrom("delta" as const, "full" as const),
  isDry: fc.constantFrom(false, false, false, true),
  rows: fc.array(row, { maxLength: 7 }),
})

async function* reading(rows: readonly ModelRow[]): SourceReading {
  for (const [index, { sku, name, price, active, barcode }] of rows.entries())
    yield await Promise.resolve(
      normaliseRow(LAYOUT, [sku, name, price, active, barcode], index + 2, { imageBaseUrl: null })
    )
  return { cursor: null }
}

const execute = async (of: { catalog: string; feed: string }, { mode, isDry, rows }: ModelRun) => {
  const id = await pipeline.queueRun(of, { mode, dry_run: isDry, guards: null })
  await executeRun(
    pipeline.worker(() => reading(rows)),
    id
  )
  return pipeline.runOf(id)
}

const NOTHING: ModelRun = { mode: "delta", isDry: false, rows: [] }

/** Runs both, and holds the plan, the items and Medusa's rows against the model. */
const expectAsModelled = async (
  of: { catalog: string; feed: string },
  model: CatalogModel,
  key: string,
  one: ModelRun
) => {
  const { plan, state } = await execute(of, one)
  expect({ state, plan }).toEqual({ state: "completed", plan: expect.objectContaining(model.run(one)) })
  expect(await pipeline.rowsOf(ITEMS, [of.catalog])).toEqual(model.shown(key))
  return { plan }
}

const ITEMS = `
  select i.sku, i.name, i.barcode, i.is_active as active, p.title, p.status, v.barcode as shown_barcode,
    v.deleted_at is null as has_variant, (
      select r.amount::text from price r join product_variant_price_set l on l.price_set_id = r.price_set_id
      where l.variant_id = i.variant_id and r.deleted_at is null) as price
  from catalog_item i
  join catalog c on c.id = i.catalog_id
  left join product p on p.id = i.product_id left join product_variant v on v.id = i.variant_id
  where i.catalog_id = ? order by i.sku`

describe("runs of any rows", () => {
  it("do what a model of a catalog says, and change nothing the second time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 5 }), async (runs) => {
        const of = await pipeline.createFeed()
        const [catalog] = await pipeline.rowsOf<{ key: string }>("select key from catalog where id = ?", [of.catalog])
        const model = new CatalogModel()
        for (const one of runs) await expectAsModelled(of, model, catalog?.key ?? "", one)
        // The same once more: all is unchanged, but for a row whose barcode the first time has set free.
        const last = { ...(runs.at(-1) ?? NOTHING), isDry: false }
        await expectAsModelled(of, model, catalog?.key ?? "", last)
        const { plan } = await expectAsModelled(of, model, catalog?.key ?? "", last)
        expect(plan).toMatchObject({ update: 0, deactivate: 0, reactivate: 0 })
      }),
      { numRuns: isFull ? 300 : 25 }
    )
  })
})
