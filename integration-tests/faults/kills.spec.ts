import { currentRun } from "../harness/run-state"
import { killAtRandom } from "./kills"

// Each import begins a database of its own and two or four processes.
jest.setTimeout(240_000)

describe("an import whose worker is killed", () => {
  it("ends as if nothing had happened, into an empty catalog and over a full one", async () => {
    const kills = await killAtRandom(currentRun().folder, { rows: 3_000, once: 4, thrice: 1 })
    expect(kills).toHaveLength(7)
  })
})
