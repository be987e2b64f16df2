import { setTimeout as pause } from "node:timers/promises"
import { describeWith, launchProgram, type OwnStore, startStore, unique } from "../../harness"
import { freePort } from "../../harness/store-process"
import { fileForm } from "../catalogs/imports"
import { type FeedRunBody, itemLines } from "./feeds"

// Redis is away and comes back, and the look for forgotten runs is once a minute.
jest.setTimeout(240_000)

describeWith("redis-server")("a run that is posted while Redis is down", () => {
  let own: OwnStore
  let port: number
  let redis: ReturnType<typeof launchProgram>

  const startRedis = () =>
    launchProgram("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])

  beforeAll(async () => {
    port = await freePort()
    redis = startRedis()
    await pause(500)
    own = await startStore({ env: { REDIS_URL: `redis://127.0.0.1:${port}` } })
  })

  afterAll(async () => {
    await own.stop()
    await redis.stop()
  })

  it("is recorded at once, and starts by itself when Redis is back", async () => {
    const { body } = await own.admin.post<{ catalog: { id: string } }>("/admin/catalogs", {
      name: unique("catalog"),
      type: "erp",
    })
    await redis.stop()
    const startedAt = Date.now()
    const path = `/admin/catalogs/${body.catalog.id}/imports`
    const answer = await own.admin.post<{ feed_run: FeedRunBody }>(path, fileForm(itemLines(5).join("\n")))
    if (answer.status !== 202) throw new Error(own.output().slice(-6000))
    expect(answer).toMatchObject({ status: 202, body: { feed_run: { state: "queued" } } })
    expect(Date.now() - startedAt).toBeLessThan(15_000)
    const runOf = async () =>
      (
        await own.owner.query<{ state: string }>("select state, rows_created from feed_run where id = $1", [
          answer.body.feed_run.id,
        ])
      ).rows[0]
    expect(await runOf()).toMatchObject({ state: "queued" })
    redis = startRedis()
    const deadline = Date.now() + 150_000
    while ((await runOf())?.state !== "completed" && Date.now() < deadline) await pause(500)
    expect(await runOf()).toMatchObject({ state: "completed", rows_created: 5 })
  })
})
