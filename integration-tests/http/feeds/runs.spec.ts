import { store, unique } from "../../harness"
import { fileForm, importFile } from "../catalogs/imports"
import { createClient, type ErrorBody } from "../tenancy"
import {
  adminHeaders,
  createCatalog,
  createFeed,
  type FeedBody,
  type FeedRunBody,
  itemLines,
  runFile,
  until,
  upload,
} from "./feeds"

type Changes = { changes: { sku: string; kind: string; differences: unknown }[]; count: number; counts: unknown }

const activeItems = async (catalogId: string): Promise<number> =>
  (await store.admin.get<{ count: number }>(`/admin/catalogs/${catalogId}/items?is_active=true`)).body.count

/** A run that will not move, because its catalog is busy for as long as the test wants. */
const occupy = async (feed: FeedBody): Promise<string> => {
  const id = unique("run")
  await store.owner.query(
    `insert into feed_run (id, catalog_id, state, source) values ($1, $2, 'reading', '{"type": "file"}')`,
    [id, feed.catalog_id]
  )
  return id
}

describe("a run of a feed", () => {
  it("is planned, applied, and tells how it went", async () => {
    const feed = await createFeed()
    const accepted = await upload(feed, itemLines(20))
    expect(accepted).toMatchObject({
      status: 202,
      body: { feed_run: { state: "queued", feed_id: feed.id, trigger: "manual" } },
    })
    const run = await until(accepted.body.feed_run.id, "completed")
    expect(run).toMatchObject({ progress: 1, rows_read: 20, plan: { create: 20, products: 20 }, eta_seconds: null })
    expect(run.rows_per_second).toBeGreaterThan(0)
    const file_bytes = Buffer.byteLength(itemLines(20).join("\n"))
    expect(run).toMatchObject({ rows_expected: 20, source: { type: "file", file_bytes } })
    expect(Object.keys(run)).not.toContain("fencing_token")
  })

  it("shows its plan with old and new values, by kind, a page at a time", async () => {
    const feed = await createFeed()
    await runFile(feed, itemLines(3))
    const run = await runFile(feed, ["sku,name,price:usd", "SKU-0,Item 0,11", "SKU-1,Renamed,10", "NEW,New,1"], {
      dry_run: "true",
    })
    expect(run).toMatchObject({ state: "completed", dry_run: true, plan: { create: 1, update: 2 } })
    const { body } = await store.admin.get<Changes>(`/admin/feed-runs/${run.id}/changes?kind=update&limit=1`)
    expect(body).toMatchObject({
      count: 2,
      counts: { create: 1, update: 2 },
      changes: [{ sku: "SKU-0", kind: "update", differences: { prices: [{ usd: "10" }, { usd: "11" }] } }],
    })
    expect(await activeItems(feed.catalog_id)).toBe(3)
    expect(await store.admin.get(`/admin/feed-runs/${run.id}/changes?kind=guess`)).toMatchObject({ status: 400 })
    expect(await store.admin.get(`/admin/feed-runs/${unique("run")}/changes`)).toMatchObject({ status: 404 })
  })

  it("waits for approval when it would empty the shop, and goes on when it gets it", async () => {
    const feed = await createFeed()
    await runFile(feed, itemLines(10))
    const run = await runFile(feed, itemLines(5), { mode: "full" })
    expect(run).toMatchObject({
      state: "awaiting_approval",
      findings: [
        {
          code: "too_many_deactivated",
          message: expect.stringContaining("5 of 10 active items"),
          value: 50,
          limit: 15,
        },
      ],
    })
    expect(await activeItems(feed.catalog_id)).toBe(10)
    expect(await store.admin.post(`/admin/feed-runs/${run.id}/approve`)).toMatchObject({ status: 202 })
    const approved = await until(run.id, "completed", "failed")
    expect(approved).toMatchObject({
      state: "completed",
      rows_deactivated: 5,
      approved_by: expect.stringMatching(/^user_/),
    })
    expect(await activeItems(feed.catalog_id)).toBe(5)
    expect(await store.admin.post(`/admin/feed-runs/${run.id}/approve`)).toMatchObject({
      status: 400,
      body: { code: "run_not_waiting" },
    })
  })

  it("leaves alone what moved after it was planned", async () => {
    const feed = await createFeed()
    await runFile(feed, itemLines(10))
    const waiting = await runFile(feed, itemLines(10, "20"))
    expect(waiting.state).toBe("awaiting_approval")
    await runFile(feed, ["sku,name,price:usd", "SKU-0,Meanwhile,10"])
    await store.admin.post(`/admin/feed-runs/${waiting.id}/approve`)
    expect(await until(waiting.id, "completed", "failed")).toMatchObject({
      state: "completed",
      rows_updated: 9,
      rows_rejected: 1,
    })
    const { body } = await store.admin.get<{ errors: { code: string; sku: string }[] }>(
      `/admin/feed-runs/${waiting.id}/errors`
    )
    expect(body.errors).toMatchObject([{ code: "changed_meanwhile", sku: "SKU-0" }])
  })

  it("can be cancelled while it waits, and be done once more", async () => {
    const feed = await createFeed()
    await runFile(feed, itemLines(10))
    const run = await runFile(feed, itemLines(2), { mode: "full" })
    expect(await store.admin.post(`/admin/feed-runs/${run.id}/cancel`)).toMatchObject({
      status: 200,
      body: { feed_run: { state: "cancelled" } },
    })
    expect(await activeItems(feed.catalog_id)).toBe(10)
    expect(await store.admin.post(`/admin/feed-runs/${run.id}/cancel`)).toMatchObject({
      status: 400,
      body: { code: "run_ended" },
    })
    const again = await store.admin.post<{ feed_run: FeedRunBody }>(`/admin/feed-runs/${run.id}/retry`)
    expect(again).toMatchObject({
      status: 202,
      body: { feed_run: { retry_of: run.id, mode: "full", feed_id: feed.id } },
    })
    expect(await until(again.body.feed_run.id, "awaiting_approval", "failed")).toMatchObject({
      state: "awaiting_approval",
    })
    expect(await store.admin.post(`/admin/feed-runs/${again.body.feed_run.id}/retry`)).toMatchObject({
      status: 400,
      body: { code: "run_not_failed" },
    })
  })

  it("is refused while another one is on, if it is not to wait", async () => {
    const feed = await createFeed({ on_busy: "refuse" })
    const busy = await occupy(feed)
    expect(await upload(feed, itemLines(1))).toMatchObject({
      status: 400,
      body: { code: "catalog_busy", message: expect.stringContaining(busy) },
    })
    const waiting = await upload(feed, itemLines(1), { on_busy: "wait" })
    expect(waiting).toMatchObject({ status: 202 })
    expect(await store.admin.post(`/admin/feed-runs/${busy}/cancel`)).toMatchObject({ status: 200 })
    await store.owner.query("update feed_run set updated_at = now() - interval '2 minutes' where id = $1", [
      waiting.body.feed_run.id,
    ])
  })

  it("waits while as many of its client's are under way as the tier allows, and keeps no other client's waiting", async () => {
    const feedOf = async (client_id: string) => createFeed({ catalog_id: await createCatalog(store, { client_id }) })
    const [client, another] = [await createClient({ tier: "standard" }), await createClient({ tier: "standard" })]
    const busy = await occupy(await feedOf(client.id))
    const waiting = (await upload(await feedOf(client.id), itemLines(1))).body.feed_run.id
    expect(await runFile(await feedOf(another.id), itemLines(1))).toMatchObject({ state: "completed" })
    expect(await until(waiting, "queued")).toMatchObject({ rows_read: 0 })
    for (const id of [busy, waiting])
      expect(await store.admin.post(`/admin/feed-runs/${id}/cancel`)).toMatchObject({ status: 200 })
  })

  it("reads the file that its feed's settings name, and fetches none from a private address", async () => {
    const form = new FormData()
    form.set("files", new Blob([itemLines(3).join("\n")], { type: "text/csv" }), "items.csv")
    const { body } = await store.admin.post<{ files: { id: string }[] }>("/admin/uploads", form)
    const run = async (location: string) => {
      const feed = await createFeed({ settings: { location } })
      const answer = await store.admin.post<{ feed_run: FeedRunBody }>(`/admin/feeds/${feed.id}/runs`, {})
      expect(answer.status).toBe(202)
      return until(answer.body.feed_run.id, "completed", "failed")
    }
    expect(await run(body.files[0]?.id ?? "")).toMatchObject({ state: "completed", rows_created: 3 })
    const refused = await run("https://127.0.0.1/items.csv")
    expect(refused).toMatchObject({ state: "failed", error: { code: "source_refused" } })
  })

  it("is refused for a feed that is off, one without a file, and a feed of another catalog", async () => {
    const feed = await createFeed({ is_active: false })
    expect(await store.admin.post(`/admin/feeds/${feed.id}/runs`, {})).toMatchObject({
      status: 400,
      body: { code: "feed_inactive" },
    })
    await store.admin.post(`/admin/feeds/${feed.id}`, { is_active: true })
    expect(await store.admin.post(`/admin/feeds/${feed.id}/runs`, {})).toMatchObject({
      status: 400,
      body: { code: "no_file" },
    })
    expect(await store.admin.post(`/admin/feeds/${feed.id}/runs`, { mode: "some" })).toMatchObject({ status: 400 })
    const foreign = { ...feed, catalog_id: await createCatalog() }
    expect(await upload(foreign, itemLines(1))).toMatchObject({ status: 400, body: { code: "foreign_feed" } })
  })

  it("is found among the runs of all catalogs", async () => {
    const feed = await createFeed()
    const before = new Date()
    const run = await runFile(feed, itemLines(1), { mode: "full" })
    const found = async (query: string) =>
      (
        await store.admin.get<{ count: number; feed_runs: { id: string }[] }>(
          `/admin/feed-runs?feed_id=${feed.id}&${query}`
        )
      ).body
    expect(await found(`mode=full&state=completed&since=${before.toISOString()}`)).toMatchObject({
      count: 1,
      feed_runs: [{ id: run.id }],
    })
    expect(await found(`catalog_id=${feed.catalog_id}&trigger=manual`)).toMatchObject({
      count: 1,
      feed_runs: [{ id: run.id }],
    })
    for (const other of ["mode=delta", "state=failed", "trigger=schedule", `catalog_id=${await createCatalog()}`])
      expect(await found(other)).toMatchObject({ count: 0, feed_runs: [] })
    expect(await store.admin.get("/admin/feed-runs?trigger=chance")).toMatchObject({ status: 400 })
    expect(await found(`since=${new Date(Date.now() + 60_000).toISOString()}`)).toMatchObject({ count: 0 })
    expect(await store.admin.get("/admin/feed-runs?since=yesterday")).toMatchObject({ status: 400 })
  })
})

describe("the rows that a run left out", () => {
  it("come as a file that can be corrected and imported again", async () => {
    const feed = await createFeed()
    const lines = ["name,sku,price:usd,attribute:note", ...Array.from({ length: 30 }, (_, i) => `Item ${i},S-${i},5,`)]
    const run = await runFile(feed, [...lines, '"=SUM(1,2)",BAD-1,ten,"a ""b"", c"', "No sku,,5,", "Twice,S-1,5,"], {})
    expect(run).toMatchObject({ state: "awaiting_approval", rows_rejected: 3 })
    const response = await store.request(`/admin/feed-runs/${run.id}/errors?format=csv`, {
      headers: await adminHeaders(),
    })
    expect(response.headers.get("content-type")).toContain("text/csv")
    const [header, ...rows] = (await response.text()).replace("\uFEFF", "").trimEnd().split("\r\n")
    expect(header).toBe("name,sku,price:usd,attribute:note,error:row,error:column,error:code,error:message")
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatch(/^"'=SUM\(1,2\)",BAD-1,ten,"a ""b"", c",32,price:usd,not_a_number,/)
    const corrected = [
      header ?? "",
      rows[0]?.replace("ten", "10") ?? "",
      rows[1]?.replace("No sku,", "No sku,NEW") ?? "",
    ]
    const again = await importFile(feed.catalog_id, corrected)
    expect(again).toMatchObject({ state: "completed", rows_created: 2, rows_rejected: 0 })
    const items = await store.admin.get<{ items: { name: string }[] }>(
      `/admin/catalogs/${feed.catalog_id}/items?sku=BAD-1`
    )
    expect(items.body.items).toMatchObject([{ name: "=SUM(1,2)" }])
  })

  it("come as CSV to whoever accepts that, and as JSON to others", async () => {
    const feed = await createFeed({ guards: { max_rejected_percent: null } })
    const run = await runFile(feed, ["sku,name", ",x", "A,a"])
    const path = `/admin/feed-runs/${run.id}/errors`
    const csv = await store.request(path, { headers: { ...(await adminHeaders()), accept: "text/csv" } })
    expect(await csv.text()).toContain("missing_sku")
    expect(await store.admin.get(path)).toMatchObject({
      body: { count: 1, errors: [{ code: "missing_sku", row_number: 2 }] },
    })
  })
})

describe("the events of a run", () => {
  it("stream its states until it ends, whichever process moves it", async () => {
    const feed = await createFeed()
    await occupy(feed).then((busy) =>
      store.owner.query("update feed_run set state = 'awaiting_approval' where id = $1", [busy])
    )
    const { rows } = await store.owner.query<{ id: string }>("select id from feed_run where catalog_id = $1", [
      feed.catalog_id,
    ])
    const id = rows[0]?.id ?? ""
    const response = await store.request(`/admin/feed-runs/${id}/events`, { headers: await adminHeaders() })
    expect(response.headers.get("content-type")).toContain("text/event-stream")
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader?.read())?.value ?? ""
    expect(text).toContain("event: awaiting_approval\ndata: {")
    await store.owner.query("update feed_run set state = 'cancelled', finished_at = now() where id = $1", [id])
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value
    expect(text).toMatch(/event: cancelled\ndata: \{.*\}\n\n$/)
  })

  it("are none for a run that does not exist", async () => {
    expect(await store.admin.get<ErrorBody>(`/admin/feed-runs/${unique("run")}/events`)).toMatchObject({
      status: 404,
      body: { code: "unknown_feed_run" },
    })
  })
})

describe("an import without a feed", () => {
  it.each(["../../etc/passwd", "private-x/../../../package.json", "a\\\\..\\\\b"])(
    "reads no file outside the store's: %s",
    async (file_key) => {
      const path = `/admin/catalogs/${await createCatalog()}/imports`
      expect(await store.admin.post(path, { file_key })).toMatchObject({ status: 400, body: { code: "bad_file_key" } })
      const feed = await createFeed({ settings: { file_key } })
      const { body } = await store.admin.post<{ feed_run: FeedRunBody }>(`/admin/feeds/${feed.id}/runs`, {})
      expect(await until(body.feed_run.id, "completed", "failed")).toMatchObject({
        state: "failed",
        error: { code: "bad_file_key" },
      })
    }
  )

  it("is judged when it may switch off what it lacks, or when it is asked for", async () => {
    const catalogId = await createCatalog()
    await importFile(catalogId, itemLines(10))
    const post = async (lines: string[], fields: Record<string, string>) => {
      const form = fileForm(lines.join("\n"))
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      const { body } = await store.admin.post<{ feed_run: FeedRunBody }>(`/admin/catalogs/${catalogId}/imports`, form)
      return until(body.feed_run.id, "completed", "failed", "awaiting_approval")
    }
    expect(await post(itemLines(2, "30"), {})).toMatchObject({ state: "completed", rows_updated: 2 })
    expect(await post(itemLines(10, "90"), { guards: "true" })).toMatchObject({ state: "awaiting_approval" })
    expect(await post(itemLines(2, "30"), { mode: "full" })).toMatchObject({ state: "awaiting_approval" })
    expect(await post(itemLines(2, "30"), { mode: "full", guards: "false" })).toMatchObject({
      state: "completed",
      rows_deactivated: 8,
    })
  })
})
