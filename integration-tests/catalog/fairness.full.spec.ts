import { createDatabase } from "../harness"
import { arriveInEachPhase } from "./fairness"
import { openPipeline } from "./pipeline"

// One run of 100,000 rows, which takes a minute on a busy machine.
jest.setTimeout(600_000)

const ROWS = 100_000

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

it("a run of 100 rows waits for at most five chunks of another client's run of 100,000", async () => {
  const { heldUpBy, chunks, states, last } = await arriveInEachPhase(pipeline, ROWS)
  expect([...heldUpBy.keys()]).toEqual(["reading", "planning", "applying", "publishing"])
  expect(Math.max(...heldUpBy.values())).toBeLessThanOrEqual(5)
  for (const phase of ["reading", "applying", "publishing"])
    expect(chunks.get(phase)).toBeGreaterThanOrEqual(ROWS / 5_000)
  expect(states).toEqual(Array(5).fill("completed"))
  expect(last).toBe(true)
})
