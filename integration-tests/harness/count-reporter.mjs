import { writeFileSync } from "node:fs"

/**
 * @typedef {Record<"numPassedTests" | "numFailedTests" | "numPendingTests" | "numTodoTests" | "numRuntimeErrorTestSuites", number>} Totals
 */

/** Leaves the totals of a run where `npm test` reads them, to print them as its last line. */
export default class CountReporter {
  /**
   * @param {unknown} _contexts
   * @param {Totals} results
   */
  onRunComplete(_contexts, results) {
    const path = process.env["GALLERIA_TEST_COUNTS"]
    if (!path) return
    // A suite that could not even be loaded has no failed test of its own, and fails all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    const skipped = results.numPendingTests + results.numTodoTests
    writeFileSync(path, JSON.stringify({ passed: results.numPassedTests, failed, skipped }))
  }
}
