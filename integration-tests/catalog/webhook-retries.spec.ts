import type { Logger } from "@medusajs/framework/types"
import { createServer } from "node:http"
import { listen } from "../../dev/erp/listen"
import { deliverWebhooks } from "../../src/modules/catalog"
import { CredentialVault } from "../../src/modules/catalog/credentials/vault"
import { httpSurroundings } from "../../src/modules/catalog/sources/http/surroundings"
import { executorOf } from "../../src/postgres/executor"
import { createDatabase } from "../harness"
import { moment, openPipeline } from "./pipeline"

const BASE_MS = 5_000
const silentLogger = { warn: () => undefined } as unknown as Logger

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

type Row = { state: string; attempts: number; status_code: number; error: string; wait: number | null }

const deliveryRow = async (): Promise<Row | undefined> =>
  (
    await pipeline.rowsOf<Row>(
      `select state, attempts, status_code, error,
        extract(epoch from next_attempt_at - updated_at)::float8 * 1000 as wait from webhook_delivery`
    )
  )[0]

const deliver = (): Promise<number | null> => {
  const http = httpSurroundings(["127.0.0.1"])
  const vault = new CredentialVault({ credentialVariable: () => "whsec_1" })
  return deliverWebhooks({ db: executorOf(pipeline.knex), logger: silentLogger, vault, http, retryBaseMs: BASE_MS })
}

const register = (id: string, url: string) =>
  pipeline.knex("webhook").insert({ id, url, events: ["feed-run.failed"], secret: "env:HOOK_SECRET" })

/** A delivery that is due since so many seconds after the epoch. */
const due = (id: string, webhook_id: string, at: number) => {
  const delivery = { id, webhook_id, event: "feed-run.failed", payload: "{}" }
  return pipeline.knex("webhook_delivery").insert({ ...delivery, next_attempt_at: new Date(1_000 * at) })
}

it("tells a webhook again after pauses that double, and gives up after the ninth attempt", async () => {
  let told = 0
  const server = createServer((_, res) => {
    told += 1
    res.writeHead(500).end()
  })
  const { url, stop } = await listen(server, 0)
  const { knex } = pipeline
  try {
    await register("hook_1", url)
    await due("whdel_1", "hook_1", 0)
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      const pauseMs = attempt < 9 ? BASE_MS * 2 ** (attempt - 1) : null
      expect(await deliver()).toBe(pauseMs)
      expect(await deliver()).toBeNull()
      const state = attempt < 9 ? "pending" : "failed"
      const error = "it answered 500"
      expect(await deliveryRow()).toEqual({ state, attempts: attempt, status_code: 500, error, wait: pauseMs })
      expect(told).toBe(attempt)
      await knex.raw("update webhook_delivery set next_attempt_at = now() where next_attempt_at is not null")
    }
  } finally {
    await stop()
  }
})

it("waits for no slow receiver before it tells the others", async () => {
  const others: string[] = []
  const answered = moment()
  const server = createServer((request, res) => {
    if (request.url === "/slow") return void answered.happened.then(() => res.end())
    others.push(request.url ?? "")
    res.end()
    // Only when all others have been told does the slow one answer.
    if (others.length === 25) answered.happen()
  })
  const { url, stop } = await listen(server, 0)
  try {
    await register("hook_slow", `${url}/slow`)
    await register("hook_fast", `${url}/fast`)
    await due("whdel_slow", "hook_slow", 1)
    for (let index = 0; index < 25; index += 1) await due(`whdel_fast_${index}`, "hook_fast", 2)
    expect(await deliver()).toBeNull()
    expect(others).toHaveLength(25)
    const [left] = await pipeline.rowsOf<{ count: number }>(
      "select count(*)::int as count from webhook_delivery where state = 'pending'"
    )
    expect(left?.count).toBe(0)
  } finally {
    await stop()
  }
})
