import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Redis } from "ioredis"
import { launch, tailOf, type Child } from "../../dev/lifecycle/child-process"
import { noteProcess } from "./run-folder"
import { currentRun } from "./run-state"
import { freePort, projectRoot } from "./store-process"

/** What a suite may need beside npm's packages; `npm test` installs it or says what is missing. */
export type TestProgram = "redis-server" | "pgbouncer" | "openssl" | "chromium"

/** `describe` for suites that need a program: without it they are skipped, and under CI=true the run fails beforehand. */
export const describeWith = (program: TestProgram): jest.Describe =>
  (process.env["GALLERIA_TEST_MISSING"] ?? "").split(",").includes(program) ? describe.skip : describe

/** Where the program lies. */
export const pathOf = (program: TestProgram): string => {
  const paths = JSON.parse(process.env["GALLERIA_TEST_PROGRAMS"] ?? "{}") as Partial<Record<TestProgram, string>>
  return paths[program] ?? program
}

/** Launches a server that is not Node's, with its output in a log of the run; it ends with the run at the latest. */
export const launchProgram = (program: TestProgram, args: readonly string[]): Child & { readonly logFile: string } => {
  const logFile = join(currentRun().folder, `${program}-${randomBytes(3).toString("hex")}.log`)
  const child = launch({
    program: join(__dirname, "foreground.cjs"),
    args: [pathOf(program), ...args],
    cwd: projectRoot,
    env: { PATH: process.env["PATH"] },
    logFile,
  })
  noteProcess(currentRun().folder, child.pid)
  return { ...child, logFile }
}

/** A Redis of one suite's own. */
export type RedisServer = { readonly url: string; readonly port: number; stop(): Promise<void> }

const REDIS_TIMEOUT_MS = 10_000

/** Starts an empty Redis on loopback, on a free port or the given one, and waits until it answers; the suite stops it. */
export const startRedis = async (wanted?: number): Promise<RedisServer> => {
  const port = wanted ?? (await freePort())
  const server = launchProgram("redis-server", [
    ...["--port", String(port), "--bind", "127.0.0.1", "--dir", currentRun().folder],
    ...["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"],
  ])
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null })
  client.on("error", () => undefined)
  const answer = await Promise.race([
    client.connect().then(
      () => client.ping(),
      () => client.ping()
    ),
    server.ended,
    pause(REDIS_TIMEOUT_MS, "silence", { ref: false }),
  ])
  client.disconnect()
  if (answer === "PONG") return { url, port, stop: () => server.stop() }
  await server.stop()
  throw new Error(`redis-server did not start (${answer}):\n${tailOf(server.logFile)}`)
}
