import type { Logger } from "@medusajs/framework/types"
import { type Knex, knex as createKnex } from "@medusajs/framework/mikro-orm/knex"
import { executeRun, guardsSchema, type OpenedSource, type PipelineContext, Turns } from "../../src/modules/catalog"
import { layoutOf } from "../../src/modules/catalog/sources/layout"
import { normaliseRow } from "../../src/modules/catalog/sources/normalise"
import type { SourceReading } from "../../src/modules/catalog/sources/source"
import type { RunRecord, SourceRow } from "../../src/modules/catalog/types"
import { type TestDatabase, unique } from "../harness"

/** One record of the source: sku, name, price in dollars, perhaps whether it is active; without a name it is faulty. */
export type Record3 = [sku: string, name: string, price: string, active?: "true" | "false"]

const LAYOUT = layoutOf(["sku", "name", "price:usd"])
const LAYOUT_WITH_ACTIVE = layoutOf(["sku", "name", "price:usd", "active"])

/** A row as a source yields it. */
export const rowOf = ([sku, name, price, active]: Record3, index: number): SourceRow =>
  active === undefined
    ? normaliseRow(LAYOUT, [sku, name, price], index + 2, { imageBaseUrl: null })
    : normaliseRow(LAYOUT_WITH_ACTIVE, [sku, name, price, active], index + 2, { imageBaseUrl: null })

/** A source that is read to its end, or fails there. */
export async function* reading(records: Record3[], end: { cursor?: string; error?: Error } = {}): SourceReading {
  for (const [index, record] of records.entries()) yield rowOf(record, index)
  if (end.error) throw end.error
  return { cursor: end.cursor === undefined ? null : { at: end.cursor } }
}

/** So many records at one price. */
export const records = (count: number, price = "10", from = 0): Record3[] =>
  Array.from({ length: count }, (_, index) => [`SKU-${from + index}`, `Item ${from + index}`, price])

/** A moment that a test waits for, and lets happen. */
export const moment = () => {
  let happen: () => void = () => undefined
  const happened = new Promise<void>((resolve) => (happen = resolve))
  return { happened, happen }
}

const silentLogger = { warn: () => undefined, error: () => undefined } as unknown as Logger

/** The pipeline on a database without a store. */
export const openPipeline = (database: TestDatabase) => {
  const knex: Knex = createKnex({ client: "pg", connection: database.runtimeUrl, pool: { min: 1, max: 8 } })
  const rowsOf = async <Row extends object>(sql: string, values: string[] = []): Promise<Row[]> =>
    (await knex.raw<{ rows: Row[] }>(sql, values)).rows

  const createClient = async (tier: "standard" | "professional" | "enterprise"): Promise<string> => {
    const id = unique("client")
    await knex("client").insert({ id, name: id, slug: id, tier })
    return id
  }

  /** A catalog with a feed; the fields are the feed's. Without a client all share it. */
  const createFeed = async (fields: Record<string, unknown> = {}, client: string | null = null) => {
    const [catalog, feed] = [unique("catalog"), unique("feed")]
    const key = `a${Math.random().toString(36).slice(2).padEnd(7, "0").slice(0, 7)}`
    await knex("catalog").insert({ id: catalog, key, name: catalog, type: "erp", client_id: client })
    const json = { settings: "{}", ...fields }
    await knex("feed").insert({ id: feed, catalog_id: catalog, name: feed, kind: "test", ...json })
    return { catalog, feed }
  }

  const queueRun = async (of: { catalog: string; feed?: string }, fields: Record<string, unknown> = {}) => {
    const id = unique("run")
    const guards = of.feed ? JSON.stringify(guardsSchema.parse({})) : null
    const source = JSON.stringify({ type: of.feed ? "feed" : "file" })
    const row = { id, catalog_id: of.catalog, feed_id: of.feed ?? null, source, guards, ...fields }
    await knex("feed_run").insert(row)
    return id
  }

  /** A worker of its own, whose source yields what is given. */
  const worker = (
    open: (run: RunRecord, signal: AbortSignal) => SourceReading,
    more: Partial<PipelineContext> & Partial<Pick<OpenedSource, "repeatedSkus">> = {}
  ): PipelineContext => ({
    knex,
    open: (run, signal) =>
      Promise.resolve({
        ...{ rows: open(run, signal), repeatedSkus: more.repeatedSkus ?? "rejected", expectedRows: () => null },
      }),
    now: Date.now,
    emit: () => Promise.resolve(),
    tell: () => Promise.resolve(),
    turns: new Turns(3),
    runsPerClient: {},
    retry: { times: 0, baseMs: 0 },
    random: () => 0,
    later: () => undefined,
    logger: silentLogger,
    ...more,
  })

  const runOf = async (id: string): Promise<Record<string, unknown>> =>
    (await rowsOf<Record<string, unknown>>("select * from feed_run where id = ?", [id]))[0] ?? {}

  /** Runs a feed once over the records, and answers the run. */
  const run = async (
    of: { catalog: string; feed?: string },
    source: Record3[],
    fields: Record<string, unknown> = {},
    end: Parameters<typeof reading>[1] = {}
  ) => {
    const id = await queueRun(of, fields)
    await executeRun(
      worker(() => reading(source, end)),
      id
    )
    return runOf(id)
  }

  const activeSkus = async (catalog: string): Promise<string[]> =>
    (
      await rowsOf<{ sku: string }>("select sku from catalog_item where catalog_id = ? and is_active order by sku", [
        catalog,
      ])
    ).map(({ sku }) => sku)

  const close = async () => {
    await knex.destroy()
    await database.drop()
  }
  return { knex, rowsOf, createClient, createFeed, queueRun, worker, run, runOf, activeSkus, close }
}
