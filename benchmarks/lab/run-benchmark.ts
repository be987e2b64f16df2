import { readCount } from "./read-count"
import { type Lab, startLab } from "./start-lab"

/** Runs a benchmark of `--rows` rows in a lab of its own, prints what it found as one JSON object on the last line, and exits. */
export const runBenchmark = (rowsUnlessTold: number, run: (lab: Lab, rows: number) => Promise<object>): void => {
  const main = async (): Promise<void> => {
    const rows = readCount("rows", rowsUnlessTold)
    const lab = await startLab()
    try {
      console.log(JSON.stringify(await run(lab, rows)))
    } finally {
      await lab.stop()
    }
  }
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    }
  )
}
