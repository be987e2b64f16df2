import { execFileSync } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import { currentRun } from "../harness/run-state"
import { until } from "../harness/until"
import { postgresServer } from "../harness"
import type { EndState } from "./end-state"
import { type ImportDatabase, openImport } from "./import-database"
import { writeItemsFile } from "./items-file"

// Several imports, each with a database and one to three processes of its own.
jest.setTimeout(240_000)

const ROWS = 6_000
/** After which the server ends the transaction of a worker that says nothing; 60 s for the store. */
const IDLE_LIMIT = "3s"
const isSuspended = (pid: number): boolean =>
  execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("T")

describe("a worker that is suspended", () => {
  let file: string
  let peace: EndState
  const superuser = new Client({ connectionString: postgresServer.superuserUrl })

  afterAll(() => superuser.end())
  beforeAll(async () => {
    await superuser.connect()
    file = writeItemsFile(join(mkdtempSync(join(currentRun().folder, "faults-")), "items.csv"), ROWS)
    const own = await openImport(file)
    await own.start().ended
    peace = await own.endState()
    await own.close()
  })

  /** An import whose server soon ends the transactions of those who say nothing. */
  const openImpatient = async (): Promise<ImportDatabase> => {
    const own = await openImport(file)
    await superuser.query(
      `alter role galleria_app in database "${own.database.name}" set idle_in_transaction_session_timeout = '${IDLE_LIMIT}'`
    )
    return own
  }

  /** Only a superuser is told how the sessions of others stand. */
  const sessionsOf = async (own: ImportDatabase, name: string): Promise<string[]> => {
    const { rows } = await superuser.query<{ state: string }>(
      "select state from pg_stat_activity where datname = $1 and application_name = $2",
      [own.database.name, name]
    )
    return rows.map(({ state }) => state)
  }

  const isStopped = async (own: ImportDatabase, name: string) =>
    (await sessionsOf(own, name)).every((state) => state !== "active")

  /** Another worker finishes the run; the suspended one wakes up after it and changes nothing. */
  const expectShutOut = async (own: ImportDatabase, zombie: ReturnType<ImportDatabase["start"]>): Promise<void> => {
    await own.silence()
    const successor = own.start()
    expect(await successor.ended).toBe("exit code 0")
    const finished = await own.endState()
    zombie.signal("SIGCONT")
    expect(await zombie.ended).toBe("exit code 0")
    expect(zombie.output()).toContain("Another worker took over")
    expect(await own.endState()).toEqual(finished)
    expect({ endState: finished, untold: await own.untold() }).toEqual({ endState: peace, untold: [] })
  }

  it("between two chunks writes nothing when it wakes up after another one has finished", async () => {
    const own = await openImpatient()
    const zombie = own.start({ name: "zombie", stopAfterTurns: 4 })
    await zombie.executes
    await until(() => isSuspended(zombie.pid), "the worker stops itself")
    const stopped = await own.standing()
    expect(stopped).toMatchObject({ state: "applying", fencing_token: 1 })
    expect(stopped.cursor).toBeGreaterThan(0)
    await expectShutOut(own, zombie)
    await own.close()
  })

  /** Stops a worker from outside while a transaction of its run is open. */
  const stopInTransaction = async (own: ImportDatabase, name: string) => {
    const worker = own.start({ name })
    await until(async () => {
      const { state, cursor } = await own.standing()
      if (state !== "applying" || cursor === 0) return false
      worker.signal("SIGSTOP")
      await until(() => isStopped(own, name), "its sessions stand still")
      if ((await sessionsOf(own, name)).includes("idle in transaction")) return true
      worker.signal("SIGCONT")
      return false
    }, "the worker stops in a transaction")
    return worker
  }

  it("in the middle of a chunk loses that chunk to the one who takes over", async () => {
    const own = await openImpatient()
    const zombie = await stopInTransaction(own, "zombie")
    expect(await own.standing()).toMatchObject({ state: "applying", fencing_token: 1 })
    await expectShutOut(own, zombie)
    await own.close()
  })

  it("goes on by itself when it wakes up and nobody has taken over", async () => {
    const own = await openImpatient()
    const worker = await stopInTransaction(own, "worker")
    await until(
      async () => !(await sessionsOf(own, "worker")).includes("idle in transaction"),
      "the server ends its transaction"
    )
    worker.signal("SIGCONT")
    expect(await worker.ended).toBe("exit code 0")
    expect(await own.standing()).toMatchObject({ state: "completed", attempts: 1 })
    expect({ endState: await own.endState(), untold: await own.untold() }).toEqual({ endState: peace, untold: [] })
    await own.close()
  })
})
