import { performance } from "node:perf_hooks"

/** Tells the person at the terminal what is going on. */
export type Narrator = {
  say(line: string): void
  /** Announces work, shows that it is still going on, and how long it took. A failure is left to the caller. */
  during<Result>(label: string, work: () => Promise<Result>): Promise<Result>
}

const TERMINAL_TICK_MS = 1_000
const LOG_TICK_MS = 10_000

const ERASE_LINE = "\r\u001b[2K"

/** Rewrites one line on a terminal; in a file or a pipe it writes a line every ten seconds. */
export const createNarrator = (output: NodeJS.WriteStream = process.stdout): Narrator => {
  const say = (line: string): void => {
    output.write(`${line}\n`)
  }

  const during = async <Result>(label: string, work: () => Promise<Result>): Promise<Result> => {
    const begun = performance.now()
    const seconds = (): number => Math.round((performance.now() - begun) / 1000)
    const isTerminal = output.isTTY
    const tick = (): void => {
      output.write(isTerminal ? `${ERASE_LINE}  ${label} … ${seconds()} s` : `    ${seconds()} s …\n`)
    }
    output.write(isTerminal ? `  ${label} …` : `  ${label} …\n`)
    const ticking = setInterval(tick, isTerminal ? TERMINAL_TICK_MS : LOG_TICK_MS)
    try {
      const result = await work()
      output.write(`${isTerminal ? ERASE_LINE : ""}✓ ${label} (${seconds()} s)\n`)
      return result
    } catch (error) {
      output.write(`${isTerminal ? ERASE_LINE : ""}✗ ${label} (after ${seconds()} s)\n`)
      throw error
    } finally {
      clearInterval(ticking)
    }
  }

  return { say, during }
}
