import { randomBytes } from "node:crypto"
import { createServer, type AddressInfo } from "node:net"
import { join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { launch, tailOf, type Child } from "../../dev/lifecycle/child-process"
import { noteProcess } from "./run-folder"

/** The checkout: Medusa reads medusa-config.ts from its working folder. */
export const projectRoot = resolve(__dirname, "../..")

/** Medusa's command line, as `npx medusa` runs it. */
const MEDUSA_CLI = join(projectRoot, "node_modules", "@medusajs", "cli", "cli.js")

const START_TIMEOUT_MS = 180_000
const POLL_MS = 100

/** What a store is started with. */
export type StoreLaunch = {
  readonly folder: string
  readonly label: string
  readonly databaseUrl: string
  readonly env?: Readonly<Record<string, string>>
  readonly port?: number
  /** Where Medusa finds medusa-config and src: the checkout, or a build of it. */
  readonly cwd?: string
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
  WORKER_HEALTH_PORT: "0",
  // Suites take a store's Redis away and stop it then.
  SHUTDOWN_TIMEOUT_S: "2",
  REDIS_URL: "",
  S3_BUCKET: "",
  STORE_CORS: "",
  ADMIN_CORS: "",
  OPERATOR_EMAIL: "",
  EMAIL_PROVIDER: "",
  // What a suite imports names pictures that nobody serves; one that does turns it on.
  IMAGES_CONCURRENCY: "0",
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: "",
  JWT_SECRET: "signs-the-tokens-of-one-test-run-only",
  COOKIE_SECRET: "signs-the-cookies-of-one-test-run-only",
  CREDENTIALS_KEY: `test:${Buffer.from("seals-credentials-of-one-test-run").subarray(0, 32).toString("base64")}`,
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
    cwd: input.cwd ?? projectRoot,
    env: storeEnvironment(input.databaseUrl, { PORT: String(port), ...input.env }),
    logFile,
  })
  noteProcess(input.folder, child.pid)
  const store = { url: `http://127.0.0.1:${port}`, port, logFile, child }
  await waitUntilHealthy(store)
  return store
}

/** A program that ends by itself, and where it runs. */
export type ProgramRun = {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
}

const launchRun = (label: string, program: string, args: readonly string[], run: ProgramRun) => {
  const logFile = join(run.folder, `${label}-${randomBytes(3).toString("hex")}.log`)
  const child = launch({ program, args, cwd: run.cwd ?? projectRoot, env: run.env, logFile })
  noteProcess(run.folder, child.pid)
  return { ...child, logFile }
}

const runToEnd = async (label: string, program: string, args: readonly string[], run: ProgramRun): Promise<void> => {
  const { ended, logFile } = launchRun(label, program, args, run)
  const ending = await ended
  if (ending !== "exit code 0") throw new Error(`${label} ended with ${ending}:\n${tailOf(logFile)}`)
}

/** Launches one of Medusa's commands, for a suite that watches it or ends it. */
export const launchMedusa = (args: readonly string[], run: ProgramRun): Child & { readonly logFile: string } =>
  launchRun(`medusa-${(args[0] ?? "").replaceAll(":", "-")}`, MEDUSA_CLI, args, run)

/** Runs one of Medusa's commands to its end; the end of its output is in the error when it fails. */
export const runMedusa = (args: readonly string[], run: ProgramRun): Promise<void> =>
  runToEnd(`medusa-${args[0] ?? ""}`, MEDUSA_CLI, args, run)

/** Runs one of our scripts, such as `npm run migrate` does, to its end. */
export const runScript = (name: string, run: ProgramRun): Promise<void> =>
  runToEnd(name, join(projectRoot, "src", "scripts", `${name}.ts`), [], {
    ...run,
    env: { ...run.env, NODE_OPTIONS: "--require ts-node/register" },
  })
