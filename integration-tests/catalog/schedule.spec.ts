import { recordDueRuns } from "../../src/modules/catalog"
import { executorOf, inTransaction } from "../../src/postgres/executor"
import { createDatabase } from "../harness"
import { openPipeline } from "./pipeline"

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

/** One look at the schedules, by one worker. */
const look = (at: string) =>
  recordDueRuns(executorOf(pipeline.knex), (work) => inTransaction(pipeline.knex, work), Date.parse(at))

const createFeed = (schedule: string, since: string, fields: object = {}) =>
  pipeline.createFeed({ kind: "rest", schedule, scheduled_after: since, ...fields })

const runsOf = (feed: string) =>
  pipeline.rowsOf<{ id: string; due_at: Date; trigger: string; mode: string }>(
    "select id, due_at, trigger, mode from feed_run where feed_id = ? order by due_at",
    [feed]
  )

const end = (feed: string) => pipeline.knex.raw("update feed_run set state = 'completed' where feed_id = ?", [feed])

describe("a schedule", () => {
  it("runs its feed at the hour of its zone, in summer as in winter", async () => {
    const { feed } = await createFeed("0 3 * * *", "2026-03-27T12:00:00Z", {
      time_zone: "Europe/Berlin",
      default_mode: "full",
    })
    for (const at of ["2026-03-28T01:59:30Z", "2026-03-28T02:00:10Z", "2026-03-30T00:59:50Z", "2026-03-30T01:00:20Z"]) {
      await look(at)
      await end(feed)
    }
    expect((await runsOf(feed)).map(({ due_at }) => due_at.toISOString())).toEqual([
      "2026-03-28T02:00:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T01:00:00.000Z",
    ])
    expect(await runsOf(feed)).toMatchObject(Array(3).fill({ trigger: "schedule", mode: "full" }))
  })

  it("that has no past keeps no other feed waiting", async () => {
    await createFeed("0 3 31 4,6 *", "2026-05-01T10:00:30Z")
    const { feed } = await createFeed("*/5 * * * *", "2026-05-01T10:00:30Z")
    await createFeed("0 3 31 4,6 *", "2026-05-01T10:00:30Z")
    const due = await look("2026-05-01T10:05:01Z")
    expect(due.filter(({ skipped }) => skipped !== null)).toHaveLength(2)
    expect(await runsOf(feed)).toHaveLength(1)
    await pipeline.knex.raw("update feed set schedule = null where schedule like '0 3 31%'")
  })

  it("makes one run of a slot, however many workers look at once", async () => {
    const { feed } = await createFeed("*/5 * * * *", "2026-05-01T10:00:30Z")
    await Promise.all(Array.from({ length: 6 }, () => look("2026-05-01T10:05:01Z")))
    expect(await runsOf(feed)).toHaveLength(1)
    await end(feed)
    await look("2026-05-01T10:06:01Z")
    expect(await runsOf(feed)).toHaveLength(1)
  })

  it("makes one run of all slots that nobody looked at, and none of those before it was set", async () => {
    const { feed } = await createFeed("*/5 * * * *", "2026-05-01T10:00:30Z")
    await look("2026-05-01T10:04:00Z")
    expect(await runsOf(feed)).toHaveLength(0)
    await look("2026-05-02T09:03:00Z")
    expect((await runsOf(feed)).map(({ due_at }) => due_at.toISOString())).toEqual(["2026-05-02T09:00:00.000Z"])
  })

  it.each(["queued", "applying", "awaiting_approval"])("does not pile up behind a run that is %s", async (state) => {
    const { feed } = await createFeed("*/5 * * * *", "2026-05-01T10:00:30Z")
    await look("2026-05-01T10:05:00Z")
    await pipeline.knex.raw("update feed_run set state = ? where feed_id = ?", [state, feed])
    expect(await look("2026-05-01T10:10:00Z")).toContainEqual({
      feed_id: feed,
      run_id: null,
      skipped: expect.any(String),
    })
    await end(feed)
    await look("2026-05-01T10:12:00Z")
    expect(await runsOf(feed)).toHaveLength(1)
    await look("2026-05-01T10:15:00Z")
    expect(await runsOf(feed)).toHaveLength(2)
  })

  it("rests while its feed is off, and when its catalog is gone", async () => {
    const off = await createFeed("*/5 * * * *", "2026-05-01T10:00:30Z", { is_active: false })
    const gone = await createFeed("*/5 * * * *", "2026-05-01T10:00:30Z")
    await pipeline.knex.raw("update catalog set deleted_at = now() where id = ?", [gone.catalog])
    await look("2026-05-01T10:05:00Z")
    expect([...(await runsOf(off.feed)), ...(await runsOf(gone.feed))]).toEqual([])
  })
})
