import { executeRun } from "../../src/modules/catalog"
import { layoutOf } from "../../src/modules/catalog/sources/layout"
import { normaliseRow } from "../../src/modules/catalog/sources/normalise"
import type { SourceReading } from "../../src/modules/catalog/sources/source"
import { createDatabase } from "../harness"
import { openPipeline } from "./pipeline"

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

const LAYOUT = layoutOf(["sku", "name", "price:usd", "cost:usd"])
const RAW = { Code: "TWIN", Label: "Mug" }

/** Two records of one sku, whose source names its fields otherwise than we do. */
async function* twins(): SourceReading {
  for (const rowNumber of [1, 2])
    yield await Promise.resolve(
      normaliseRow(LAYOUT, ["TWIN", "Mug", "9", "3.5"], rowNumber, { imageBaseUrl: null }, RAW)
    )
  return { cursor: null }
}

/** The record of the twin that the plan rejects. */
const rejectedOf = async (kind: string) => {
  const run = await pipeline.queueRun(await pipeline.createFeed({ kind }))
  await executeRun(pipeline.worker(twins), run)
  return pipeline.rowsOf("select code, raw from feed_run_rejection where run_id = ?", [run])
}

describe("a row that the plan rejects", () => {
  it("is handed back in our own columns where its source is no file, its costs among them", async () => {
    const raw = { sku: "TWIN", name: "Mug", "price:usd": "9", "cost:usd": "3.5" }
    expect(await rejectedOf("erpnext")).toMatchObject([{ code: "duplicate_sku", raw }])
  })

  it("is handed back as it came where its source is a file, fetched ones too", async () => {
    expect(await rejectedOf("file")).toEqual([{ code: "duplicate_sku", raw: RAW }])
  })
})
