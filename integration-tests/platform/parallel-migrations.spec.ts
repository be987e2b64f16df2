import { readFileSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import { Client } from "pg"
import { provisionDatabase } from "../../src/postgres/provision"
import { postgresServer, unique } from "../harness"
import { runStatements } from "../harness/database"
import { currentRun } from "../harness/run-state"
import { launchMedusa, storeEnvironment } from "../harness/store-process"

// A first migration takes 14 s on a free machine; here one follows the other, and both may have to share it.
jest.setTimeout(300_000)

const WAITING = "Another process migrates this database"
const database = unique("empty").replace("-", "_")
let env: NodeJS.ProcessEnv
let owner: Client

beforeAll(async () => {
  const { superuserUrl, ownerPassword, runtimePassword: appPassword } = postgresServer
  const { ownerUrl, runtimeUrl } = await provisionDatabase(superuserUrl, { database, ownerPassword, appPassword })
  env = storeEnvironment(runtimeUrl, { DATABASE_DIRECT_URL: ownerUrl })
  owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await runStatements(postgresServer.superuserUrl, [`drop database ${database} with (force)`])
})

const migrate = () => launchMedusa(["db:migrate", "--execute-safe-links"], { folder: currentRun().folder, env })

const tables = async (): Promise<number> => {
  const { rows } = await owner.query<{ count: number }>(
    "select count(*)::int as count from pg_tables where schemaname = 'public'"
  )
  return rows[0]?.count ?? 0
}

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await pause(50)
}

it("takes over from a killed migration, and lets two first migrations succeed one after the other", async () => {
  const killed = migrate()
  await until(async () => (await tables()) > 0)
  const [one, other] = [migrate(), migrate()]
  const logs = () => [one, other].map(({ logFile }) => readFileSync(logFile, "utf8"))
  await until(() => logs().every((log) => log.includes(WAITING)))
  process.kill(-killed.pid, "SIGKILL")

  expect(await Promise.all([one.ended, other.ended])).toEqual(["exit code 0", "exit code 0"])
  for (const log of logs()) expect(log).not.toMatch(/"level":"error"/)
  const { rows } = await owner.query<{ scripts: number; open: number }>(
    `select count(*)::int as scripts, count(*) filter (where finished_at is null)::int as open from script_migrations`
  )
  expect(rows[0]?.scripts).toBeGreaterThan(0)
  expect(rows[0]?.open).toBe(0)
})

it("keeps no transaction open while it runs, and no lock when it has ended", async () => {
  const locks = "select a.state from pg_stat_activity a where a.application_name = 'galleria-migration-lock'"
  const running = migrate()
  const states: (string | null)[] = []
  const watch = { isOver: false }
  void running.ended.then(() => (watch.isOver = true))
  while (!watch.isOver) {
    const { rows } = await owner.query<{ state: string | null }>(locks)
    states.push(...rows.map(({ state }) => state))
    await pause(50)
  }
  expect(await running.ended).toBe("exit code 0")
  expect(states).toContain("idle")
  expect(states.filter((state) => state?.startsWith("idle in transaction"))).toEqual([])
  const { rows } = await owner.query("select from pg_locks where locktype = 'advisory' and classid = 1734437996")
  expect(rows).toEqual([])
})
