import type { Logger } from "@medusajs/framework/types"
import { createServer } from "node:http"
import { listen } from "../../dev/erp/listen"
import { deliverWebhooks } from "../../src/modules/catalog"
import { CredentialVault } from "../../src/modules/catalog/credentials/vault"
import { httpSurroundings } from "../../src/modules/catalog/sources/http/surroundings"
import { executorOf } from "../../src/postgres/executor"
import { createDatabase } from "../harness"
import { openPipeline } from "./pipeline"

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

it("tells a webhook again after pauses that double, and gives up after the ninth attempt", async () => {
  let told = 0
  const server = createServer((_, res) => {
    told += 1
    res.writeHead(500).end()
  })
  const { url, stop } = await listen(server, 0)
  const { knex } = pipeline
  const http = httpSurroundings(["127.0.0.1"])
  const vault = new CredentialVault({ credentialVariable: () => "whsec_1" })
  const deliver = () =>
    deliverWebhooks({ db: executorOf(knex), logger: silentLogger, vault, http, retryBaseMs: BASE_MS })
  try {
    await knex("webhook").insert({ id: "hook_1", url, events: ["feed-run.failed"], secret: "env:HOOK_SECRET" })
    const delivery = { id: "whdel_1", webhook_id: "hook_1", event: "feed-run.failed", payload: "{}" }
    await knex("webhook_delivery").insert({ ...delivery, next_attempt_at: new Date(0) })
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
