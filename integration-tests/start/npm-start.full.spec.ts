import { execFileSync } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { findFreePort } from "../../dev/lifecycle/port"
import { type CheckoutCopy, copyCheckout } from "./checkout-copy"
import { type NpmStart, npmStart } from "./npm-start"

const HOST = "127.0.0.1"
const FIRST_START_MS = 15 * 60_000
const LATER_START_MS = 5 * 60_000
const SECOND_START_S = 20
const KEY = /pk_[0-9a-f]{64}/g
const LONG_STEPS = /Building|Migrating|Creating the first user|Importing/

/** Several starts of one checkout, each in the state that the former has left. */
describe("npm start", () => {
  let checkout: CheckoutCopy
  let env: Record<string, string>
  let url: string
  let run: NpmStart
  let keys: string[]

  const waitForNoProcess = async (): Promise<number[]> => {
    for (let attempt = 0; attempt < 100 && checkout.processes().length > 0; attempt += 1) await pause(100)
    return checkout.processes()
  }

  beforeAll(async () => {
    checkout = copyCheckout()
    const port = await findFreePort(HOST, 0)
    env = { PORT: String(port) }
    url = `http://localhost:${port}`
  })

  afterAll(async () => {
    for (const pid of checkout.processes()) process.kill(pid, "SIGKILL")
    await waitForNoProcess()
    checkout.remove()
  })

  it(
    "brings a fresh checkout up to four sites, and prints a request that lists products",
    async () => {
      run = npmStart(checkout.folder, env)
      await run.ready

      const [curl = ""] = /curl -s .*/.exec(run.output()) ?? []
      const answer = JSON.parse(execFileSync("sh", ["-c", curl], { encoding: "utf8" })) as { products: object[] }
      expect(answer.products).toHaveLength(3)
      keys = run.output().match(KEY) ?? []
      expect(new Set(keys).size).toBe(4)
    },
    FIRST_START_MS
  )

  it("lets the printed account sign in to the dashboard over plain http", async () => {
    const [, email, password] = /Sign in +(\S+) +(\S+)/.exec(run.output()) ?? []
    const json = { "content-type": "application/json" }
    const signedIn = await fetch(`${url}/auth/user/emailpass`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ email, password }),
    })
    const { token } = (await signedIn.json()) as { token: string }
    const session = await fetch(`${url}/auth/session`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    })
    const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? ""

    expect((await fetch(`${url}/admin/users/me`, { headers: { cookie } })).status).toBe(200)
    expect(await (await fetch(`${url}/app`)).text()).toContain('<div id="medusa">')
  })

  it("keeps its secrets to its user", () => {
    const path = join(checkout.folder, ".data", "secrets.json")

    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(checkout.folder, ".data")).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(checkout.folder, ".gitignore"), "utf8")).toMatch(/^\.data\/$/m)
  })

  it(
    "stops all that it started on Ctrl-C, and nothing else",
    async () => {
      const stranger = createServer().listen(0, HOST)
      run.signalGroup("SIGINT")
      await run.ended

      expect(await waitForNoProcess()).toEqual([])
      expect(stranger.listening).toBe(true)
      stranger.close()
    },
    LATER_START_MS
  )

  it(
    "is ready again in under 20 s, without building, migrating or seeding",
    async () => {
      run = npmStart(checkout.folder, env)

      expect(await run.ready).toBeLessThan(SECOND_START_S)
      expect(run.output()).not.toMatch(LONG_STEPS)
      expect(run.output().match(KEY)).toEqual(expect.arrayContaining(keys))
    },
    LATER_START_MS
  )

  it(
    "refuses to run twice from one checkout",
    async () => {
      const second = npmStart(checkout.folder, env)

      expect(await second.ended).toBe(1)
      expect(second.output()).toMatch(/already runs from this checkout .* Ctrl-C/)
      expect((await fetch(`${url}/health`)).status).toBe(200)
    },
    LATER_START_MS
  )

  it(
    "starts again after everything in its group was killed, database and store left behind",
    async () => {
      run.signalGroup("SIGKILL")
      run = npmStart(checkout.folder, env)

      await run.ready
      expect(run.output()).not.toMatch(LONG_STEPS)
    },
    LATER_START_MS
  )

  it(
    "starts again after every process was killed, the database's lock file left behind",
    async () => {
      for (const pid of checkout.processes()) process.kill(pid, "SIGKILL")
      await waitForNoProcess()
      run = npmStart(checkout.folder, env)

      await run.ready
      expect(run.output()).not.toMatch(LONG_STEPS)
    },
    LATER_START_MS
  )

  it(
    "ends when its npm is killed",
    async () => {
      process.kill(run.pid, "SIGKILL")

      expect(await waitForNoProcess()).toEqual([])
    },
    LATER_START_MS
  )

  it(
    "names a taken port and the setting that changes it, and leaves nothing running",
    async () => {
      const occupant = createServer()
      await new Promise<void>((listening) => occupant.listen(Number(env["PORT"]), HOST, listening))
      const refused = npmStart(checkout.folder, env)

      expect(await refused.ended).toBe(1)
      expect(refused.output()).toContain(`Port ${env["PORT"]} is taken`)
      expect(refused.output()).toContain("PORT=")
      expect(await waitForNoProcess()).toEqual([])
      occupant.close()
    },
    LATER_START_MS
  )

  it(
    "says what is missing when only one of the two addresses of a database is set",
    async () => {
      const refused = npmStart(checkout.folder, {
        ...env,
        DATABASE_URL: "postgres://galleria_app:x@127.0.0.1:1/galleria",
      })

      expect(await refused.ended).toBe(1)
      expect(refused.output()).toMatch(/DATABASE_URL is set.*DATABASE_DIRECT_URL is missing/)
    },
    LATER_START_MS
  )
})
