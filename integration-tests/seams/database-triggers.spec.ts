import { Client } from "pg"
import { Migration20261120100300 } from "../../src/modules/catalog/migrations/Migration20261120100300"
import { Migration20261120100200 } from "../../src/modules/tenancy/migrations/Migration20261120100200"
import type { Executor } from "../../src/postgres/executor"
import { checkLineItemCodes } from "../../src/seams/line-item-codes"
import { checkOrderNumbers } from "../../src/seams/order-numbers"
import { createDatabase, type TestDatabase } from "../harness"

type Migration = { up(): void; down(): void; getQueries(): unknown[] }

let database: TestDatabase
let owner: Client
let runtime: Client
let db: Executor

beforeEach(async () => {
  database = await createDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  runtime = new Client({ connectionString: database.runtimeUrl })
  await Promise.all([owner.connect(), runtime.connect()])
  db = {
    rows: async <Row extends object>(text: string, values?: readonly unknown[]) =>
      (await runtime.query<Row>(text, [...(values ?? [])])).rows,
    run: async (text, values) => (await runtime.query(text, [...(values ?? [])])).rowCount ?? 0,
  }
})

afterEach(async () => {
  await Promise.all([owner.end(), runtime.end()])
  await database.drop()
})

const execute = async (migration: Migration, direction: "up" | "down"): Promise<void> => {
  migration[direction]()
  for (const query of migration.getQueries()) await owner.query(String(query))
}

const insertOrder = async (id: string, salesChannelId: string | null): Promise<number | undefined> => {
  const { rows } = await runtime.query<{ display_id: number }>(
    `insert into "order" (id, currency_code, sales_channel_id) values ($1, 'usd', $2) returning display_id`,
    [id, salesChannelId]
  )
  return rows[0]?.display_id
}

const insertLine = async (sku: string): Promise<string | undefined> => {
  const { rows } = await runtime.query<{ variant_sku: string }>(
    `insert into order_line_item (id, title, variant_sku, product_handle, unit_price, raw_unit_price)
     values ($1, 'Mug', $1, replace($1, ':', '-'), 1, '{}') returning variant_sku`,
    [sku]
  )
  return rows[0]?.variant_sku
}

describe("order numbers", () => {
  it("are counted by the runtime role, from 1001 for each channel", async () => {
    expect(await insertOrder("order_1", "sc_1")).toBe(1001)
    expect(await insertOrder("order_2", "sc_2")).toBe(1001)
    expect(await insertOrder("order_3", "sc_1")).toBe(1002)
    expect(await insertOrder("order_4", null)).toBe(1001)
  })

  it("start behind those that a channel has already, and fall back to the serial on the way down", async () => {
    const migration = () => new Migration20261120100200({} as never, {} as never)
    await execute(migration(), "down")
    await expect(checkOrderNumbers(db)).rejects.toMatchObject({ code: "seam_moved" })
    await owner.query("select setval('order_display_id_seq', 5000)")
    expect(await insertOrder("order_1", "sc_1")).toBe(5001)

    await execute(migration(), "up")
    await checkOrderNumbers(db)
    expect(await insertOrder("order_2", "sc_1")).toBe(5002)
    expect(await insertOrder("order_3", "sc_2")).toBe(1001)
  })

  it.each([
    [`alter table "order" rename column display_id to number`, 'column "order".display_id'],
    [`drop trigger number_per_site on "return"`, 'trigger number_per_site on "return"'],
    [`alter table order_claim disable trigger number_per_site`, 'trigger number_per_site on "order_claim"'],
    [`drop table order_exchange cascade`, 'column "order_exchange".display_id'],
  ])("stop the start after: %s", async (change, named) => {
    await checkOrderNumbers(db)
    await owner.query(change)
    await expect(checkOrderNumbers(db)).rejects.toThrow(named)
  })
})

describe("codes of line items", () => {
  beforeEach(async () => {
    await owner.query("insert into catalog (id, key, name, type) values ('catalog_1', 'k1234567', 'One', 'manual')")
  })

  it("lose the namespace when they are written and when they are rewritten, and no other prefix", async () => {
    expect(await insertLine("k1234567:MUG-1")).toBe("MUG-1")
    expect(await insertLine("unknown0:MUG-1")).toBe("unknown0:MUG-1")
    const { rows } = await runtime.query(
      `update order_line_item set variant_sku = 'k1234567:MUG-2', variant_barcode = 'k1234567:4006'
       where id = 'k1234567:MUG-1' returning variant_sku, variant_barcode, product_handle`
    )
    expect(rows).toEqual([{ variant_sku: "MUG-2", variant_barcode: "4006", product_handle: "MUG-1" }])
  })

  it("are as Medusa writes them after the way down, and own ones again after the way up", async () => {
    const migration = () => new Migration20261120100300({} as never, {} as never)
    await execute(migration(), "down")
    await expect(checkLineItemCodes(db)).rejects.toMatchObject({ code: "seam_moved" })
    expect(await insertLine("k1234567:MUG-1")).toBe("k1234567:MUG-1")

    await execute(migration(), "up")
    await checkLineItemCodes(db)
    expect(await insertLine("k1234567:MUG-3")).toBe("MUG-3")
  })

  it.each([
    ["alter table cart_line_item rename to cart_item", 'column "cart_line_item".variant_sku'],
    ["alter table order_line_item rename column product_handle to handle", 'column "order_line_item".product_handle'],
    ["drop trigger catalog_own_codes on fulfillment_item", 'trigger catalog_own_codes on "fulfillment_item"'],
  ])("stop the start after: %s", async (change, named) => {
    await checkLineItemCodes(db)
    await owner.query(change)
    await expect(checkLineItemCodes(db)).rejects.toThrow(named)
  })
})
