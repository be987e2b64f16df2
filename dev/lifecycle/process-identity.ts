import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"

/** A process, told apart from a later one that was given the same pid by the moment at which it began. */
export type ProcessIdentity = { readonly pid: number; readonly begun: string }

type ProcessRow = { readonly name: string; readonly parent: number; readonly begun: string }

/** Linux: the name stands in parentheses and may hold spaces; field 4 is the parent, 22 the start in clock ticks. */
const fromProc = (pid: number): ProcessRow | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const [state, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    if (state === "Z") return undefined
    return {
      name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")),
      parent: Number(parent),
      begun: fields[17] ?? "",
    }
  } catch {
    return undefined
  }
}

const fromPs = (pid: number): ProcessRow | undefined => {
  const { stdout, status } = spawnSync("ps", ["-o", "ppid=,lstart=,ucomm=", "-p", String(pid)], { encoding: "utf8" })
  const [, parent, begun, name] = /^\s*(\d+)\s+(.{24})\s+(.+?)\s*$/.exec(status === 0 ? stdout : "") ?? []
  return parent && begun && name ? { name, parent: Number(parent), begun } : undefined
}

const processRow = (pid: number): ProcessRow | undefined => (process.platform === "linux" ? fromProc(pid) : fromPs(pid))

/** Identifies a running process; undefined when no process has this pid, or only a zombie. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const row = processRow(pid)
  return row && { pid, begun: row.begun }
}

/** Whether this very process still runs. */
export const isRunning = ({ pid, begun }: ProcessIdentity): boolean => processRow(pid)?.begun === begun

const SHELLS = ["sh", "dash", "bash"]

/**
 * The processes by which npm runs this one: npm, and the shell between the two where that has not replaced itself. A
 * killed npm tells neither the shell nor us.
 */
export const npmAncestors = (): ProcessIdentity[] => {
  const parent = processRow(process.ppid)
  if (!parent) return []
  const pids = SHELLS.includes(parent.name) ? [process.ppid, parent.parent] : [process.ppid]
  return pids.map(identify).filter((identity) => identity !== undefined)
}
