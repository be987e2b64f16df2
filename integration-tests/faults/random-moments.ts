/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The seed of this test run, which `FAULTS_SEED` repeats. */
export const faultsSeed = (): number => {
  const seed = Number(process.env["FAULTS_SEED"] ?? Date.now() % 1_000_000)
  process.stderr.write(`Moments are drawn by FAULTS_SEED=${seed}\n`)
  return seed
}
