import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { type OwnStore, startStore, store, type Store, unique } from "../../harness"
import { fileForm } from "../catalogs/imports"
import { eventually } from "./eventually"
import { createCatalog, createFeed, type FeedBody, type FeedRunBody, itemLines, runFile, until } from "./feeds"

type Mail = { to: string; channel: string; content: { subject: string; text: string; html: string } }
type Notification = { channel: string; status: string; data: { title: string; description: string } }

const OPERATOR = "operations@example.com"
const UNREADABLE = ["no,columns,of,ours", "<b>,2,3,4"]

const notificationsOf = async (run: FeedRunBody, at: Store): Promise<Notification[]> => {
  const query = "select channel, status, data from notification where resource_id = $1 order by created_at, channel"
  return (await at.owner.query<Notification>(query, [run.id])).rows
}

const told = (run: FeedRunBody, at: Store) =>
  eventually(
    () => notificationsOf(run, at),
    (all) => all.some(({ status }) => status === "success")
  )

const catalogNameOf = async ({ catalog_id }: FeedBody): Promise<string> =>
  (await store.admin.get<{ catalog: { name: string } }>(`/admin/catalogs/${catalog_id}`)).body.catalog.name

/** A run that would switch off half of its catalog's items, and so waits. */
const makeWaitingRun = async (at: Store): Promise<FeedRunBody> => {
  const feed = await createFeed({}, at)
  await runFile(feed, itemLines(10), {}, at)
  const run = await runFile(feed, itemLines(5), { mode: "full" }, at)
  expect(run.state).toBe("awaiting_approval")
  return run
}

const makeFailedRun = async (at: Store): Promise<FeedRunBody> => runFile(await createFeed({}, at), UNREADABLE, {}, at)

describe("the operator", () => {
  it("finds in the dashboard's feed that a run failed", async () => {
    const run = await makeFailedRun(store)
    expect(await told(run, store)).toMatchObject([
      {
        channel: "feed",
        data: { title: expect.stringMatching(/ failed$/), description: expect.stringContaining("column") },
      },
    ])
  })

  it("finds there that a run waits for approval, once", async () => {
    const run = await makeWaitingRun(store)
    const title = expect.stringMatching(/ waits for approval$/)
    const description = expect.stringContaining("5 of 10 active items")
    expect(await told(run, store)).toMatchObject([{ channel: "feed", data: { title, description } }])
    await told(await makeFailedRun(store), store)
    expect(await notificationsOf(run, store)).toHaveLength(1)
  })
})

describe("the operator of a run that is complete", () => {
  it("finds what it did, after a dry run that it is only planned", async () => {
    const feed = await createFeed()
    const dry = await runFile(feed, itemLines(3), { dry_run: "true" })
    expect(await told(dry, store)).toMatchObject([
      {
        data: {
          title: `${feed.name} into ${await catalogNameOf(feed)} (dry run) is complete`,
          description: expect.stringMatching(/^Its plan/),
        },
      },
    ])
    const run = await runFile(feed, [...itemLines(30), "SKU-99,,9"])
    const [notification] = await told(run, store)
    expect(notification?.data.description).toBe("30 created, 1 rejected")
    const again = await runFile(feed, itemLines(30))
    expect((await told(again, store))[0]?.data.description).toBe("30 unchanged")
  })

  it("is told of one that waited and was approved, and then was complete", async () => {
    const run = await makeWaitingRun(store)
    await told(run, store)
    await store.admin.post(`/admin/feed-runs/${run.id}/approve`)
    const all = await eventually(
      () => notificationsOf(run, store),
      (found) => found.length > 1
    )
    expect(all.map(({ data }) => data.description)).toEqual([
      expect.stringContaining("5 of 10 active items"),
      "5 switched off, 5 unchanged",
    ])
  })

  it("is not told of one that a program asked for", async () => {
    const key = { title: unique("key"), type: "secret" }
    const { body } = await store.admin.post<{ api_key: { token: string } }>("/admin/api-keys", key)
    const catalog = await createCatalog()
    const authorization = `Basic ${Buffer.from(`${body.api_key.token}:`).toString("base64")}`
    const answer = await store.request(`/admin/catalogs/${catalog}/imports`, {
      method: "POST",
      headers: { authorization },
      body: fileForm(itemLines(3).join("\n")),
    })
    const { feed_run } = (await answer.json()) as { feed_run: FeedRunBody }
    expect((await until(feed_run.id, "completed")).rows_created).toBe(3)
    await told(await makeFailedRun(store), store)
    expect(await notificationsOf(feed_run, store)).toEqual([])
  })
})

describe("the operator who has an e-mail address", () => {
  let own: OwnStore
  let postOffice: Server
  const mails: Mail[] = []
  let isClosed = false

  beforeAll(async () => {
    postOffice = createServer((req, res) => {
      let body = ""
      req.on("data", (part: Buffer) => (body += part.toString()))
      req.on("end", () => {
        if (!isClosed) mails.push(JSON.parse(body) as Mail)
        res.writeHead(isClosed ? 503 : 200).end()
      })
    })
    await new Promise<void>((done) => postOffice.listen(0, "127.0.0.1", done))
    const url = `http://127.0.0.1:${(postOffice.address() as AddressInfo).port}/`
    own = await startStore({
      env: {
        OPERATOR_EMAIL: OPERATOR,
        EMAIL_PROVIDER: join(__dirname, "../../harness/email-provider.ts"),
        EMAIL_PROVIDER_OPTIONS: JSON.stringify({ url }),
      },
    })
  })

  afterAll(async () => {
    postOffice.close()
    await own.stop()
  })

  const mailsAbout = (run: FeedRunBody): Mail[] => mails.filter(({ content }) => content.text.includes(run.id))
  const mailed = (run: FeedRunBody): Promise<Mail[]> =>
    eventually(
      () => mailsAbout(run),
      (all) => all.length > 0
    )

  it("gets a mail about a run that failed, with its reason and what to do", async () => {
    const run = await makeFailedRun(own)
    expect(await mailed(run)).toMatchObject([
      {
        to: OPERATOR,
        channel: "email",
        content: {
          subject: expect.stringMatching(/^feed-\w+ into catalog-\w+ failed$/),
          text: expect.stringContaining(`POST /admin/feed-runs/${run.id}/retry`),
        },
      },
    ])
  })

  it("gets one mail about a run that waits for approval", async () => {
    const run = await makeWaitingRun(own)
    const text = expect.stringContaining(`POST /admin/feed-runs/${run.id}/approve or /cancel`)
    const subject = expect.stringMatching(/ waits for approval$/)
    expect(await mailed(run)).toMatchObject([{ to: OPERATOR, content: { subject, text } }])
    await mailed(await makeFailedRun(own))
    expect(mailsAbout(run)).toHaveLength(1)
    expect((await notificationsOf(run, own)).map(({ channel }) => channel).sort()).toEqual(["email", "feed"])
  })

  it("gets no markup from what a source has written", async () => {
    const feed = await createFeed({ name: "Prices <img src=x>" }, own)
    const run = await runFile(feed, UNREADABLE, {}, own)
    const [mail] = await mailed(run)
    expect(mail?.content.subject).toContain("Prices <img src=x>")
    expect(mail?.content.html).toContain("<p>Prices &lt;img src=x&gt; into ")
  })

  it("gets the mail later, and once, when it can't be sent at first", async () => {
    isClosed = true
    const run = await makeFailedRun(own)
    await eventually(
      () => notificationsOf(run, own),
      (all) => all.some(({ channel, status }) => channel === "email" && status === "failure")
    )
    isClosed = false
    await mailed(await makeFailedRun(own))
    await mailed(run)
    await mailed(await makeFailedRun(own))
    expect(mailsAbout(run)).toHaveLength(1)
    expect((await notificationsOf(run, own)).filter(({ channel }) => channel === "feed")).toHaveLength(1)
  })
})
