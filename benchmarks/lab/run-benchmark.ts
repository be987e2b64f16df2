import { readCounts } from "./read-counts"
import { type Lab, startLab } from "./start-lab"

/**
 * Runs a benchmark in a lab of its own, prints what it found as one JSON object on the last line, and exits. Its counts,
 * such as `--rows`, are those of the command line.
 */
export const runBenchmark = <Name extends string>(
  unlessTold: Readonly<Record<Name, number>>,
  run: (lab: Lab, counts: Readonly<Record<Name, number>>) => Promise<object>
): void => {
  const main = async (): Promise<void> => {
    const counts = readCounts(unlessTold)
    const lab = await startLab()
    try {
      console.log(JSON.stringify(await run(lab, counts)))
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
