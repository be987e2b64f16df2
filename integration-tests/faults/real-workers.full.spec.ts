import { Redis } from "ioredis"
import { mkdtempSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { createDatabase, describeWith, launchProgram } from "../harness"
import { currentRun } from "../harness/run-state"
import { freePort, type StoreProcess } from "../harness/store-process"
import type { EndState } from "./end-state"
import { type CatalogDatabase, openCatalog, openImport } from "./import-database"
import { writeItemsFile } from "./items-file"
import { until } from "../harness/until"
import { startRealStore, untilRun, upload } from "./real-store"
import { killThrice } from "./resumption"

// Each kill is followed by a start of the store and by the silence before another worker takes over.
jest.setTimeout(600_000)

const ROWS = 20_000
let file: string
let peace: EndState

beforeAll(async () => {
  file = writeItemsFile(join(mkdtempSync(join(currentRun().folder, "faults-")), "items.csv"), ROWS)
  const own = await openImport(file)
  await own.start().ended
  peace = await own.endState()
  await own.close()
})

describe("a store without Redis", () => {
  it("goes on with its run by itself within 60 s of its start, also after three kills of that run", async () => {
    const database = await createDatabase()
    const catalog = await openCatalog(database)
    const start = () => startRealStore(database, "shared")
    const first = await start()
    const runId = await upload(first.url, file)
    const last = await killThrice(catalog, runId, first, start)
    expect(await catalog.endState()).toEqual(peace)
    await last.child.stop()
    await catalog.close()
  })
})

describeWith("redis-server")("a worker on Redis", () => {
  let port: number
  let redis: ReturnType<typeof launchProgram>
  let catalog: CatalogDatabase
  let server: StoreProcess
  let worker: StoreProcess

  const startRedis = () =>
    launchProgram("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
  const startWorker = () => startRealStore(catalog.database, "worker", { REDIS_URL: `redis://127.0.0.1:${port}` })

  beforeAll(async () => {
    port = await freePort()
    redis = startRedis()
  })
  beforeEach(async () => {
    catalog = await openCatalog(await createDatabase())
    const env = { REDIS_URL: `redis://127.0.0.1:${port}` }
    server = await startRealStore(catalog.database, "server", env)
    worker = await startWorker()
  })
  afterEach(async () => {
    await Promise.all([server.child.stop(), worker.child.stop()])
    await catalog.close()
  })
  afterAll(() => redis.stop())

  const flush = async () => {
    const client = new Redis(port)
    await client.flushall()
    client.disconnect()
  }

  it("goes on with its run by itself within 60 s of its start, also after three kills of that run", async () => {
    const runId = await upload(server.url, file)
    worker = await killThrice(catalog, runId, worker, startWorker)
    expect(await catalog.endState()).toEqual(peace)
  })

  it("ends its run as if nothing had happened when Redis stops in the middle and comes back", async () => {
    const runId = await upload(server.url, file)
    await untilRun(catalog, runId, ({ state, cursor }) => state === "applying" && cursor > 0)
    await redis.stop()
    expect(await catalog.standing(runId)).not.toMatchObject({ state: "completed" })
    await until(async () => (await catalog.standing(runId)).state === "publishing", "publishing without Redis")
    await pause(2_000)
    expect(await catalog.standing(runId)).toMatchObject({ state: "publishing" })
    redis = startRedis()
    await untilRun(catalog, runId, ({ state }) => state === "completed")
    expect(await catalog.endState()).toEqual(peace)
  })

  it("ends its run as if nothing had happened when Redis is flushed in the middle, and finds the next one", async () => {
    const runId = await upload(server.url, file)
    await untilRun(catalog, runId, ({ state, cursor }) => state === "applying" && cursor > 0)
    await flush()
    expect(await catalog.standing(runId)).not.toMatchObject({ state: "completed" })
    await untilRun(catalog, runId, ({ state }) => state === "completed")
    expect(await catalog.endState()).toEqual(peace)
    // A run of which no worker has been told: only the look for forgotten ones can find it.
    await catalog.client.query(
      `insert into feed_run (id, catalog_id, source, updated_at) select 'run_forgotten', catalog_id, source, now() - interval '5 minutes' from feed_run`
    )
    await untilRun(catalog, "run_forgotten", ({ state }) => state === "completed")
  })
})
