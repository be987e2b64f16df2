import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { launch, tailOf, type Child } from "../../dev/lifecycle/child-process"

/** The checkout: Medusa reads medusa-config.ts from its working folder. */
export const projectRoot = resolve(__dirname, "../..")

/** Medusa's command line, as `npx medusa` runs it. */
const MEDUSA_CLI = join(projectRoot, "node_modules", "@medusajs", "cli", "cli.js")

const START_TIMEOUT_MS = 90_000
const POLL_MS = 100

/** What a store is started with. */
export type StoreLaunch = {
  readonly folder: string
  readonly label: string
  readonly databaseUrl: string
  readonly env?: Readonly<Record<string, string>>
  readonly port?: number
}

/** A running `medusa start` that answers /health. */
export type StoreProcess = {
  readonly url: string
  readonly port: number
  readonly logFile: string
  readonly child: Child
}

/** Asks the system for a port that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
    probe.once("error", failed)
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => found(port))
    })
  })

/**
 * What Medusa's processes see: production, as it is operated. Settings that a developer keeps in a `.env` are blanked,
 * and secrets are the same for all stores of a run, so that a token signed by one is good for the others.
 */
export const storeEnvironment = (
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {}
): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  NODE_ENV: "production",
  MEDUSA_DISABLE_TELEMETRY: "true",
  ADMIN_DISABLED: "true",
  REDIS_URL: "",
  S3_BUCKET: "",
  STORE_CORS: "",
  ADMIN_CORS: "",
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: "",
  JWT_SECRET: "signs-the-tokens-of-one-test-run-only",
  COOKIE_SECRET: "signs-the-cookies-of-one-test-run-only",
  ...env,
})

const waitUntilHealthy = async (store: StoreProcess): Promise<void> => {
  let ending: string | undefined
  void store.child.ended.then((how) => (ending = how))
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const isHealthy = await fetch(`${store.url}/health`).then(
      (answer) => answer.ok,
      () => false
    )
    if (isHealthy) return
    if (ending) throw new Error(`The store ended with ${ending} before it was ready:\n${tailOf(store.logFile)}`)
    if (Date.now() > deadline) {
      await store.child.stop()
      throw new Error(`The store was not ready after ${START_TIMEOUT_MS / 1000} s:\n${tailOf(store.logFile)}`)
    }
    await pause(POLL_MS)
  }
}

/** Starts a real `medusa start` on a free port of loopback and waits until it is healthy. */
export const startStoreProcess = async (input: StoreLaunch): Promise<StoreProcess> => {
  const port = input.port ?? (await freePort())
  const logFile = join(input.folder, `${input.label}-${randomBytes(3).toString("hex")}.log`)
  const child = launch({
    program: MEDUSA_CLI,
    args: ["start", "--host", "127.0.0.1", "--port", String(port)],
    cwd: projectRoot,
    env: storeEnvironment(input.databaseUrl, { PORT: String(port), ...input.env }),
    logFile,
  })
  const store = { url: `http://127.0.0.1:${port}`, port, logFile, child }
  await waitUntilHealthy(store)
  return store
}

/** Runs one of Medusa's commands to its end; its output is in the error when it fails. */
export const runMedusa = async (
  args: readonly string[],
  { folder, env }: { folder: string; env: NodeJS.ProcessEnv }
): Promise<string> => {
  const logFile = join(folder, `${(args[0] ?? "medusa").replace(":", "-")}-${randomBytes(3).toString("hex")}.log`)
  const child = launch({ program: MEDUSA_CLI, args, cwd: projectRoot, env, logFile })
  const ending = await child.ended
  if (ending !== "exit code 0") throw new Error(`medusa ${args.join(" ")} ended with ${ending}:\n${tailOf(logFile)}`)
  return readFileSync(logFile, "utf8")
}
