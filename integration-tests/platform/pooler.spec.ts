import type { DatabaseEndpoint } from "../../src/config/environment"
import { createKnex } from "../../src/postgres/knex"
import { refuseTransactionPooler } from "../../src/postgres/pooler"
import { createDatabase, describeWith, startStore, unique, type OwnStore, type TestDatabase } from "../harness"
import { currentRun } from "../harness/run-state"
import { runMedusa, storeEnvironment } from "../harness/store-process"
import { startPooler, type Pooler } from "./pgbouncer"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

const endpointOf = (url: string, port = Number(new URL(url).port)): DatabaseEndpoint => ({
  url,
  host: "127.0.0.1",
  port,
  tls: { mode: "disable", ca: undefined },
})

const judge = async (endpoint: DatabaseEndpoint): Promise<void> => {
  const pool = createKnex({ endpoint, applicationName: "galleria-test", min: 0, max: 2, acquireTimeoutMs: 2_000 })
  try {
    await refuseTransactionPooler(endpoint, pool)
  } finally {
    await pool.destroy()
  }
}

let database: TestDatabase
beforeAll(async () => (database = await createDatabase()))
afterAll(() => database.drop())

it("refuses to migrate over Supabase's port for transactions, whatever answers there", async () => {
  await expect(judge(endpointOf(database.ownerUrl, 6543))).rejects.toMatchObject({ code: "transaction_pooler" })
})

it("migrates over a direct connection", async () => {
  await expect(judge(endpointOf(database.ownerUrl))).resolves.toBeUndefined()
})

describeWith("pgbouncer")("a transaction pooler on another port", () => {
  let pooler: Pooler
  beforeAll(async () => (pooler = await startPooler("transaction", [database.ownerUrl, database.runtimeUrl])))
  afterAll(() => pooler.stop())

  it("is known by its behaviour", async () => {
    await expect(judge(endpointOf(pooler.through(database.ownerUrl)))).rejects.toMatchObject({
      code: "transaction_pooler",
    })
  })

  it.each([["db:migrate"], ["db:sync-links"], ["db:rollback", "catalog"]])(
    "is refused by medusa %s, which says what to set",
    async (...words) => {
      const env = storeEnvironment(database.runtimeUrl, { DATABASE_DIRECT_URL: pooler.through(database.ownerUrl) })
      await expect(runMedusa(words, { folder: currentRun().folder, env })).rejects.toThrow("set DATABASE_DIRECT_URL")
    }
  )

  describe("the store", () => {
    let store: OwnStore
    beforeAll(async () => {
      store = await startStore({ database, env: { DATABASE_URL: pooler.through(database.runtimeUrl) } })
    })
    afterAll(() => store.stop())

    it("runs through it, also with many requests at once", async () => {
      const names = Array.from({ length: 30 }, () => unique("channel"))
      const answers = await Promise.all(names.map((name) => store.admin.post("/admin/sales-channels", { name })))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      const { rows } = await store.owner.query("select from sales_channel where name = any ($1)", [names])
      expect(rows).toHaveLength(names.length)
    })
  })
})

describeWith("pgbouncer")("a session pooler", () => {
  let pooler: Pooler
  beforeAll(async () => (pooler = await startPooler("session", [database.ownerUrl])))
  afterAll(() => pooler.stop())

  it("will do for a migration", async () => {
    await expect(judge(endpointOf(pooler.through(database.ownerUrl)))).resolves.toBeUndefined()
  })
})
