import { knex as createKnex } from "@medusajs/framework/mikro-orm/knex"
import { Readable } from "node:stream"
import type { Store } from "../../integration-tests/harness/store"
import { readFile, stageRows } from "../../src/modules/catalog"
import type { RunRecord } from "../../src/modules/catalog/types"

const QUEUE = `
  insert into feed_run (id, catalog_id, state, source, fencing_token) values ($1, $2, 'reading', '{"type":"items"}', 1)`

/** Reads a file, hashes and copies its rows, as a run does, and nothing more. Answers the seconds. */
export const stageOnly = async (store: Store, databaseUrl: string, catalogId: string, file: Blob): Promise<number> => {
  const run = { id: "run_stage_only", catalog_id: catalogId, fencing_token: 1 } as RunRecord
  const knex = createKnex({ client: "pg", connection: databaseUrl, pool: { min: 1, max: 4 } })
  try {
    const bytes = Buffer.from(await file.arrayBuffer())
    await store.owner.query(QUEUE, [run.id, catalogId])
    const begunMs = performance.now()
    await stageRows(
      knex,
      run,
      readFile(() => Promise.resolve({ file: Readable.from(chunksOf(bytes)), bytes: null }), { imageBaseUrl: null }),
      () => null
    )
    return (performance.now() - begunMs) / 1000
  } finally {
    await store.owner.query("delete from staging.feed_row where run_id = $1", [run.id])
    await store.owner.query("delete from feed_run where id = $1", [run.id])
    await knex.destroy()
  }
}

const CHUNK_BYTES = 64 * 1024

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) yield bytes.subarray(from, from + CHUNK_BYTES)
}
