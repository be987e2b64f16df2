import { createHash } from "node:crypto"
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs"
import { userInfo } from "node:os"
import { join } from "node:path"
import { StartErrors } from "./errors"

/** Where one checkout keeps what npm start makes. */
export type Checkout = {
  readonly root: string
  /** Secrets, logs and records; never in git. Deleting it makes the next start begin afresh. */
  readonly dataFolder: string
  readonly logsFolder: string
  /** The folder of the embedded database. */
  readonly databaseFolder: string
  /** Whether the database lies outside the data folder, because PostgreSQL runs as another user than root. */
  readonly isDatabaseApart: boolean
  /** Where `medusa build` puts what `medusa start` runs. */
  readonly serverFolder: string
}

const requireWritable = (folder: string): void => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch {
    throw StartErrors.foreignFolder(folder, statSync(folder).uid, userInfo().username)
  }
}

/** PostgreSQL refuses to run as root, and the user that it runs as then need not be able to enter the checkout. */
const folderForRoot = (root: string): string =>
  join("/var/tmp", `galleria-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`)

/** Describes the checkout at `root`; its folders are made by `createFolders`. */
export const describeCheckout = (root: string, userId = process.getuid?.()): Checkout => {
  const dataFolder = join(root, ".data")
  const isDatabaseApart = userId === 0
  return {
    root,
    dataFolder,
    logsFolder: join(dataFolder, "logs"),
    databaseFolder: join(isDatabaseApart ? folderForRoot(root) : dataFolder, "postgres"),
    isDatabaseApart,
    serverFolder: join(root, ".medusa", "server"),
  }
}

/** Makes the data folder, which only this user may enter. Throws when the checkout is another user's. */
export const createFolders = ({ root, dataFolder, logsFolder }: Checkout): void => {
  requireWritable(root)
  if (existsSync(dataFolder)) requireWritable(dataFolder)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  mkdirSync(logsFolder, { recursive: true, mode: 0o700 })
}
