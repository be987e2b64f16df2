import { CredentialVault } from "../../src/modules/catalog/credentials/vault"
import { resealCredentials } from "../../src/modules/catalog"
import { executorOf } from "../../src/postgres/executor"
import { createDatabase } from "../harness"
import { openPipeline } from "./pipeline"

const keyOf = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString("base64")}`
const [OLD, NEW] = [keyOf("old", 1), keyOf("new", 2)]

let pipeline: ReturnType<typeof openPipeline>
beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})
afterAll(() => pipeline.close())

it("seals the secrets of feeds and webhooks with the first key, after which the old one may go", async () => {
  const db = executorOf(pipeline.knex)
  const old = new CredentialVault({ credentialKeys: OLD })
  const { feed } = await pipeline.createFeed({ kind: "rest" })
  const credentials = old.keep(feed, { token: "t0ken", username: "env:FEED_USER" })
  const hook = old.keep(feed, { hook_secret: "whsec_1" })["hook_secret"]
  await db.run("update feed set credentials = $2::jsonb, hook_secret = $3 where id = $1", [
    feed,
    JSON.stringify(credentials),
    hook,
  ])
  const sealed = old.keep("hook_1", { secret: "whsec_2" })["secret"]
  await db.run("insert into webhook (id, url, events, secret) values ('hook_1', 'https://a.example', '{}', $1)", [
    sealed,
  ])

  await expect(resealCredentials(db, { credentialKeys: NEW })).resolves.toEqual({
    resealed: 0,
    unreadable: [feed, "hook_1"],
  })
  const both = { credentialKeys: `${NEW},${OLD}` }
  await expect(resealCredentials(db, both)).resolves.toEqual({ resealed: 3, unreadable: [] })
  await expect(resealCredentials(db, both)).resolves.toEqual({ resealed: 0, unreadable: [] })

  const renewed = new CredentialVault({ credentialKeys: NEW, credentialVariable: () => "ann" })
  const [row] = await db.rows<{ credentials: Record<string, string>; hook_secret: string }>(
    "select credentials, hook_secret from feed where id = $1",
    [feed]
  )
  await expect(renewed.open(feed, row?.credentials ?? {})).resolves.toEqual({ token: "t0ken", username: "ann" })
  await expect(renewed.open(feed, { hook_secret: row?.hook_secret ?? "" })).resolves.toEqual({ hook_secret: "whsec_1" })
  expect(row?.credentials["username"]).toBe("env:FEED_USER")
})
