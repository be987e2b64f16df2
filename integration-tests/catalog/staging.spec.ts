import { executeRun } from "../../src/modules/catalog"
import type { SourceReading } from "../../src/modules/catalog/sources/source"
import type { SourceRow } from "../../src/modules/catalog/types"
import { createDatabase } from "../harness"
import { openPipeline, rowOf } from "./pipeline"

/** Twenty such texts are as much as is held before it is copied. */
const TEXT = "x".repeat(200_000)
const ROWS = 100

let pipeline: ReturnType<typeof openPipeline>
beforeAll(async () => (pipeline = openPipeline(await createDatabase())))
afterAll(() => pipeline.close())

/** Reads rows of a kind, and answers how many had been staged when the last was asked for. */
const stagedMeanwhile = async (rowAt: (index: number) => SourceRow): Promise<number> => {
  const id = await pipeline.queueRun(await pipeline.createFeed())
  const staged = async (): Promise<number> => Number((await pipeline.runOf(id))["rows_read"])
  let meanwhile = 0
  async function* rows(): SourceReading {
    for (let index = 0; index < ROWS; index += 1) yield rowAt(index)
    meanwhile = await staged()
    return { cursor: null }
  }
  await executeRun(pipeline.worker(rows), id)
  expect(await staged()).toBe(ROWS)
  return meanwhile
}

const valid = (index: number): SourceRow => rowOf([`SKU-${index}`, `Item ${index}`, "10"], index)

describe("rows on their way into the database", () => {
  it("show also when their source is slow", async () => {
    let now = Date.now()
    const clock = jest.spyOn(Date, "now").mockImplementation(() => now)
    try {
      const slow = (index: number): SourceRow => {
        now += 100
        return valid(index)
      }
      expect(await stagedMeanwhile(slow)).toBeGreaterThan(ROWS / 2)
    } finally {
      clock.mockRestore()
    }
  })

  it("are few while they are large", async () => {
    const large = (index: number): SourceRow => {
      const { row } = valid(index)
      if (!row) throw new Error("The row is valid")
      return { row: { ...row, raw: { ...row.raw, note: TEXT } }, rejections: [] }
    }
    expect(await stagedMeanwhile(valid)).toBe(0)
    expect(await stagedMeanwhile(large)).toBeGreaterThan(ROWS / 2)
  })

  it("are few while large ones are rejected", async () => {
    const rejected = (index: number): SourceRow => rowOf([`SKU-${index}`, TEXT, "10"], index)
    expect(rejected(0)).toMatchObject({ row: null, rejections: [{ code: "too_long" }] })
    expect(await stagedMeanwhile(rejected)).toBeGreaterThan(ROWS / 2)
  })
})
