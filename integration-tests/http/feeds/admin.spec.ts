import { store, unique } from "../../harness"
import { asNobody, type ErrorBody } from "../tenancy"
import { createCatalog, createFeed, type FeedBody, itemLines, runFile, until } from "./feeds"

type List = { feeds: FeedBody[]; count: number }

describe("/admin/feeds", () => {
  it("creates a feed with the guards that hold by default, and lists it", async () => {
    const feed = await createFeed({
      schedule: "0 3 * * 1-5",
      time_zone: "Europe/Berlin",
      guards: { max_rejected_percent: null },
    })
    expect(feed).toMatchObject({
      id: expect.stringMatching(/^feed_/),
      credentials: {},
      has_hook_secret: false,
      absence_grace_runs: 0,
      guards: {
        max_deactivated_percent: 15,
        max_moved_prices_percent: 20,
        price_move_percent: 30,
        max_rejected_percent: null,
      },
    })
    const list = await store.admin.get<List>(`/admin/feeds?catalog_id=${feed.catalog_id}&kind=file&limit=1`)
    expect(list).toMatchObject({ status: 200, body: { count: 1, feeds: [{ id: feed.id }] } })
    const none = await store.admin.get<List>(`/admin/feeds?catalog_id=${feed.catalog_id}&is_active=false`)
    expect(none.body).toMatchObject({ count: 0, feeds: [] })
  })

  it.each([
    ["an unknown kind", { kind: "guess" }, "unknown_kind", /known are .*file/],
    ["a setting that the kind doesn't know", { settings: { colour: 1 } }, "bad_feed_settings", /^settings.*colour/],
    ["a setting of another type", { settings: { file_key: 7 } }, "bad_feed_settings", /^settings\.file_key: /],
    [
      "a credential that the kind doesn't take",
      { credentials: { token: "x" } },
      "unknown_credential",
      /^credentials\.token/,
    ],
    ["a schedule that is none", { schedule: "61 * * * *" }, "invalid_schedule", /^schedule: "61/],
    ["a day that no month has", { schedule: "0 3 31 4,6 *" }, "invalid_schedule", /^schedule: "0 3 31/],
    ["a schedule with seconds", { schedule: "* * * * * *" }, "invalid_schedule", /five fields/],
    ["an offset for a zone", { schedule: "0 3 * * *", time_zone: "+02:00" }, "invalid_time_zone", /^time_zone/],
    ["a catalog that does not exist", { catalog_id: "catalog_none" }, "unknown_catalog", /catalog_none/],
  ])("refuses %s, and names the place", async (_, fields, code, message) => {
    const body = { catalog_id: await createCatalog(), kind: "file", name: "Feed", ...fields }
    const answer = await store.admin.post<ErrorBody>("/admin/feeds", body)
    expect(answer).toMatchObject({ body: { code, message: expect.stringMatching(message) } })
    expect([400, 404]).toContain(answer.status)
  })

  it.each([
    ["a field that it does not know", { colour: "red" }],
    ["a guard above 100%", { guards: { max_deactivated_percent: 101 } }],
    ["a cursor of somebody's own", { cursor: {} }],
    ["a hook secret of somebody's own", { hook_secret: "x" }],
    ["a priority out of range", { priority: 1000 }],
  ])("refuses %s", async (_, fields) => {
    const body = { catalog_id: await createCatalog(), kind: "file", name: "Feed", ...fields }
    expect(await store.admin.post("/admin/feeds", body)).toMatchObject({ status: 400 })
  })

  it("changes what is given and keeps the rest", async () => {
    const feed = await createFeed({ schedule: "0 3 * * *", priority: 5 })
    const changed = await store.admin.post<{ feed: FeedBody }>(`/admin/feeds/${feed.id}`, {
      absence_grace_runs: 2,
      schedule: null,
    })
    expect(changed).toMatchObject({
      status: 200,
      body: { feed: { absence_grace_runs: 2, schedule: null, priority: 5 } },
    })
  })

  it("forgets where it stood when it is set to read something else", async () => {
    const feed = await createFeed({ settings: { file_key: "a.csv" } })
    await store.owner.query(`update feed set "cursor" = '{"at": "c1"}' where id = $1`, [feed.id])
    const same = await store.admin.post<{ feed: FeedBody }>(`/admin/feeds/${feed.id}`, {
      settings: { file_key: "a.csv" },
    })
    expect(same.body.feed.cursor).toEqual({ at: "c1" })
    const other = await store.admin.post<{ feed: FeedBody }>(`/admin/feeds/${feed.id}`, {
      settings: { file_key: "b.csv" },
    })
    expect(other.body.feed).toMatchObject({ cursor: null, settings: { file_key: "b.csv" } })
  })

  it("replaces settings, keeps the credentials that are not named, and answers how each is kept, never what it is", async () => {
    const settings = { base_url: "https://erp.example", time_zone: "UTC" }
    const credentials = { api_key: "hunter2-key", api_secret: "env:FEED_ERP_SECRET" }
    const feed = await createFeed({ kind: "erpnext", settings: { ...settings, page_size: 100 }, credentials })
    expect(feed).toMatchObject({ credentials: { api_key: "sealed", api_secret: "env" }, absence_grace_runs: 1 })
    const path = `/admin/feeds/${feed.id}`
    const changed = await store.admin.post<{ feed: FeedBody }>(path, {
      settings,
      credentials: { api_secret: "hunter2-secret" },
    })
    expect(changed).toMatchObject({
      status: 200,
      body: { feed: { credentials: { api_key: "sealed", api_secret: "sealed" } } },
    })
    expect(changed.body.feed.settings).toEqual(settings)
    const refused = await store.admin.post<ErrorBody>(path, { credentials: { api_key: null } })
    expect(refused).toMatchObject({ status: 400, body: { code: "missing_credential" } })
    const list = await store.admin.get("/admin/feeds?kind=erpnext")
    const { rows } = await store.owner.query("select * from feed where id = $1", [feed.id])
    expect(JSON.stringify([feed, changed.body, list.body, rows])).not.toContain("hunter2")
    expect(store.output()).not.toContain("hunter2")
  })

  it("leaves the items of a deleted feed to the next one", async () => {
    const feed = await createFeed()
    await runFile(feed, itemLines(3))
    expect(await store.admin.delete(`/admin/feeds/${feed.id}`)).toMatchObject({ status: 200, body: { deleted: true } })
    expect(await store.admin.get(`/admin/feeds/${feed.id}`)).toMatchObject({
      status: 404,
      body: { code: "unknown_feed" },
    })
    const { rows } = await store.owner.query("select distinct feed_id from catalog_item where catalog_id = $1", [
      feed.catalog_id,
    ])
    expect(rows).toEqual([{ feed_id: null }])
  })

  it("ends the runs of what is deleted, and takes no more", async () => {
    const feed = await createFeed()
    await runFile(feed, itemLines(10))
    const waiting = await runFile(feed, itemLines(5), { mode: "full" })
    expect(waiting).toMatchObject({ state: "awaiting_approval" })
    await store.admin.delete(`/admin/feeds/${feed.id}`)
    expect(await until(waiting.id, "cancelled")).toMatchObject({ rows_deactivated: 0 })
    const other = await createFeed({ catalog_id: feed.catalog_id })
    await runFile(other, itemLines(10))
    const last = await runFile(other, itemLines(5), { mode: "full" })
    expect(last).toMatchObject({ state: "awaiting_approval" })
    expect(await store.admin.delete(`/admin/catalogs/${feed.catalog_id}`)).toMatchObject({ status: 200 })
    await until(last.id, "cancelled")
    expect(await store.admin.post(`/admin/feed-runs/${last.id}/retry`)).toMatchObject({ status: 404 })
  })

  it("answers 404 for a feed that does not exist", async () => {
    const path = `/admin/feeds/${unique("feed")}`
    for (const answer of [
      await store.admin.get(path),
      await store.admin.post(path, {}),
      await store.admin.delete(path),
      await store.admin.post(`${path}/runs`, {}),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: "unknown_feed" } })
  })

  it.each([
    ["GET", "/admin/feeds"],
    ["POST", "/admin/feeds"],
    ["GET", "/admin/feeds/x"],
    ["POST", "/admin/feeds/x"],
    ["DELETE", "/admin/feeds/x"],
    ["POST", "/admin/feeds/x/runs"],
    ["GET", "/admin/feed-runs/x/changes"],
    ["GET", "/admin/feed-runs/x/events"],
    ["POST", "/admin/feed-runs/x/approve"],
    ["POST", "/admin/feed-runs/x/cancel"],
    ["POST", "/admin/feed-runs/x/retry"],
  ])("answers nobody at %s %s", async (method, path) => {
    expect(await asNobody(method, path)).toBe(401)
  })
})
