/** A reason not to start that a person can act on: it is printed as it is, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError"
}

/** Everything that `npm start` refuses, each with what was found and what to do. */
export const StartErrors = {
  alreadyRunning: (pid: number, url: string) =>
    new StartError(
      `Galleria already runs from this checkout (process ${pid}, ${url}). Stop it with Ctrl-C in its terminal, or: kill ${pid}`
    ),
  portTaken: (port: number, setting: string) =>
    new StartError(
      `Port ${port} is taken by another program. Choose another with ${setting}, for example: ${setting}=${port + 1} npm start`
    ),
  portRefused: (port: number, host: string, reason: string, setting: string) =>
    new StartError(`The system refuses port ${port} on ${host} (${reason}). Choose another with ${setting}.`),
  noFreePort: (host: string) => new StartError(`The system has no free port on ${host} for the embedded PostgreSQL.`),
  programFailed: (name: string, ending: string, logFile: string, tail: string) =>
    new StartError(
      `The program "${name}" ended with ${ending}. The whole output is in ${logFile}; it ends with:\n\n${tail}`
    ),
  serverEnded: (ending: string, logFile: string, tail: string) =>
    new StartError(`The store ended by itself with ${ending}. Its log is ${logFile}; it ends with:\n\n${tail}`),
  serverSilent: (url: string, seconds: number, logFile: string, tail: string) =>
    new StartError(
      `${url} did not answer within ${seconds} s. The store's log is ${logFile}; it ends with:\n\n${tail}`
    ),
  databaseNeedsBoth: (given: string, missing: string) =>
    new StartError(
      `${given} is set, so this database would be used instead of the embedded one, but ${missing} is missing. ` +
        "DATABASE_URL is the connection of the runtime role (galleria_app) and DATABASE_DIRECT_URL that of the owner, who migrates. " +
        "Set both, or neither."
    ),
  unusableDatabase: (setting: string, reason: string) => new StartError(`${setting}: ${reason}`),
  differentDatabases: () =>
    new StartError("DATABASE_URL and DATABASE_DIRECT_URL lead to two different databases: correct one of them."),
  foreignFolder: (path: string, ownerId: number, user: string) =>
    new StartError(
      `${user} may not write to ${path}, which belongs to the user with id ${ownerId}. ` +
        "Run npm start as that user, or clone the repository to a folder of your own."
    ),
  adminApi: (method: string, path: string, status: number, body: string) =>
    new StartError(`The store answered ${status} to ${method} ${path}: ${body.slice(0, 500)}`),
  importFailed: (catalog: string, detail: string) =>
    new StartError(
      `The demo's import into "${catalog}" did not complete: ${detail}. Run npm start again to repeat it.`
    ),
} as const

/** What to print for an error: a mistake in the program comes with its stack, everything else speaks for itself. */
export const explain = (problem: unknown): string => {
  if (!(problem instanceof Error)) return String(problem)
  const isMistake = [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => problem instanceof kind)
  return isMistake ? (problem.stack ?? problem.message) : problem.message
}
