import { currentRun } from "../harness/run-state"
import { killAtRandom } from "./kills"

// A hundred and twenty imports of 10 s and more each.
jest.setTimeout(7_200_000)

/** A smaller number where time is short: that many imports are killed once, and a fifth of it three times. */
const KILLS = Number(process.env["FAULTS_KILLS"] ?? 100)
const ROWS = 20_000

describe("an import of 20,000 rows whose worker is killed", () => {
  it("ends as if nothing had happened, wherever it was killed and however often", async () => {
    const thrice = Math.ceil(KILLS / 5)
    const kills = await killAtRandom(currentRun().folder, { rows: ROWS, once: KILLS, thrice })
    expect(kills).toHaveLength(KILLS + 3 * thrice)
    const phases = new Map<string, number>()
    for (const { phase } of kills) phases.set(phase, (phases.get(phase) ?? 0) + 1)
    process.stderr.write(`Kills by phase: ${JSON.stringify(Object.fromEntries(phases))}\n`)
    if (KILLS >= 100)
      expect([...phases.keys()]).toEqual(expect.arrayContaining(["reading", "planning", "applying", "publishing"]))
  })
})
