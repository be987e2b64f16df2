import { logger } from "@medusajs/framework/logger"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Readable } from "node:stream"
import { executeRun, readFile, Turns } from "../../src/modules/catalog"
import { executorOf } from "../../src/postgres/executor"
import { StartError } from "../lifecycle/errors"
import { catalogFile } from "./catalog-file"
import { insertRows } from "./insert-rows"
import type { GeneratedCatalog } from "./layout"
import type { World } from "./world"

const ENDED = "select state, rows_created, rows_rejected, error from feed_run where id = $1"

type Ended = { state: string; rows_created: number; rows_rejected: number; error: { message: string } | null }

/**
 * Imports a generated file into a catalog by the pipeline itself, so that every row is one that a real import writes.
 * Nobody listens to its events. Answers how many items there are.
 */
export const importCatalog = async (knex: Knex, world: World, catalog: GeneratedCatalog): Promise<number> => {
  const runId = world.id("run", catalog.name)
  const source = { type: "file", file_key: "generated.csv", file_name: "generated.csv" }
  const db = executorOf(knex)
  await insertRows(db, "feed_run", [{ id: runId, catalog_id: catalog.id, source }])
  const pipeline = {
    knex,
    logger,
    now: Date.now,
    open: () => {
      const file = () =>
        Promise.resolve({ file: Readable.from(catalogFile(world.draw, catalog.products)), bytes: null })
      const rows = readFile(file, { imageBaseUrl: null })
      return Promise.resolve({ rows, repeatedSkus: "rejected" as const, expectedRows: () => null })
    },
    emit: async () => undefined,
    tell: async () => undefined,
    turns: new Turns(1),
    runsPerClient: {},
    retry: { times: 0, baseMs: 0 },
    random: () => 0,
    later: () => undefined,
  }
  await executeRun(pipeline, runId)
  const [ended] = await db.rows<Ended>(ENDED, [runId])
  if (ended?.state === "completed" && ended.rows_rejected === 0) return ended.rows_created
  throw new StartError(`The import into "${catalog.name}" ended as ${JSON.stringify(ended)}`)
}
