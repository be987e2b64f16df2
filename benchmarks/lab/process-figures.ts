import { readFileSync, writeFileSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"

const TICKS_PER_SECOND = 100
const POLL_MS = 1_000
const IDLE_SHARE = 0.1
const QUIET_POLLS = 2
const PATIENCE_MS = 120_000

/** Forgets the highest memory of a process so far; Linux only. */
export const resetPeakMemory = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5")

/** The most memory that a process had resident since it began, or since `resetPeakMemory`, in MiB; Linux only. */
export const peakMemoryMb = (pid: number): number => {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Math.round(Number(kib) / 1024)
}

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Waits until the process has been idle for two seconds, so that what one part has left behind doesn't slow the next. */
export const settle = async (pid: number): Promise<void> => {
  const deadline = Date.now() + PATIENCE_MS
  let before = cpuSeconds(pid)
  for (let quiet = 0; quiet < QUIET_POLLS && Date.now() < deadline;) {
    await pause(POLL_MS)
    const now = cpuSeconds(pid)
    quiet = now - before < (IDLE_SHARE * POLL_MS) / 1000 ? quiet + 1 : 0
    before = now
  }
}
