import { once } from "node:events"
import { exportItems } from "../../src/modules/catalog"
import { createDatabase } from "../harness"
import { until } from "../harness/until"
import { openPipeline, records } from "./pipeline"

let pipeline: ReturnType<typeof openPipeline>
let catalogId: string

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
  const of = await pipeline.createFeed()
  await pipeline.run(of, records(1_200))
  catalogId = of.catalog
})
afterAll(() => pipeline.close())

const openTransactions = async (): Promise<number> => {
  const [row] = await pipeline.rowsOf<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
  )
  return row?.count ?? -1
}

describe("an export that nobody reads", () => {
  it.each(["csv", "ndjson", "xlsx"] as const)(
    "gives its connection back before its first byte, and after it: %s",
    async (format) => {
      const unread = await exportItems(pipeline.knex, { catalogId }, format)
      expect(await openTransactions()).toBe(1)
      unread.destroy()
      await until(async () => (await openTransactions()) === 0, "the connection is given back")
      const begun = await exportItems(pipeline.knex, { catalogId }, format)
      await once(begun, "readable")
      begun.destroy()
      await until(async () => (await openTransactions()) === 0, "the connection is given back")
    }
  )
})
