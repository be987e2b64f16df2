import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const NAMES = [
  "databaseSuperuserPassword",
  "databaseOwnerPassword",
  "databaseRuntimePassword",
  "jwtSecret",
  "cookieSecret",
  "credentialsKey",
  "adminPassword",
] as const

/** The random secrets of one checkout. */
export type Secrets = Readonly<Record<(typeof NAMES)[number], string>>

const pathIn = (dataFolder: string): string => join(dataFolder, "secrets.json")

/** Whether this checkout has drawn its secrets. */
export const hasSecrets = (dataFolder: string): boolean => existsSync(pathIn(dataFolder))

/**
 * Reads the checkout's secrets from `secrets.json` in its data folder, which only its user may read, and draws those
 * that are not there yet. The file is replaced as a whole, so an interrupted run leaves the old one.
 */
export const loadSecrets = (dataFolder: string): Secrets => {
  const path = pathIn(dataFolder)
  const known: Partial<Secrets> = hasSecrets(dataFolder)
    ? (JSON.parse(readFileSync(path, "utf8")) as Partial<Secrets>)
    : {}
  const draw = (bytes: number): string => randomBytes(bytes).toString("base64url")
  const secrets: Secrets = {
    databaseSuperuserPassword: known.databaseSuperuserPassword ?? draw(24),
    databaseOwnerPassword: known.databaseOwnerPassword ?? draw(24),
    databaseRuntimePassword: known.databaseRuntimePassword ?? draw(24),
    jwtSecret: known.jwtSecret ?? draw(48),
    cookieSecret: known.cookieSecret ?? draw(48),
    credentialsKey: known.credentialsKey ?? draw(32),
    adminPassword: known.adminPassword ?? draw(12),
  }
  if (NAMES.some((name) => known[name] === undefined)) {
    writeFileSync(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  return secrets
}
