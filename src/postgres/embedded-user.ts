import { chown, mkdir } from "node:fs/promises"
import { platform } from "node:os"
import { dirname } from "node:path"
import { execute, type ServerUser } from "./embedded-binaries"
import { EmbeddedErrors } from "./errors"

const USER = "postgres"

const lookUp = async (): Promise<ServerUser | undefined> => {
  const [uid, gid] = await Promise.all([execute("id", ["-u", USER]), execute("id", ["-g", USER])])
  return uid.code === 0 && gid.code === 0 ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined
}

/** PostgreSQL refuses to run as root: answers the user to run as, made if need be, or undefined for the caller. */
export const serverUser = async (): Promise<ServerUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const known = await lookUp()
  if (known) return known
  if (platform() === "linux") await execute("useradd", ["--system", "--user-group", "--no-create-home", USER])
  const made = await lookUp()
  if (!made) throw EmbeddedErrors.noUser(USER)
  return made
}

/** Makes the data folder's parent and checks that the server's user can reach it. */
export const reachableParent = async (dataDir: string, user: ServerUser | undefined): Promise<void> => {
  await mkdir(dirname(dataDir), { recursive: true })
  if (!user) return
  const { code } = await execute("test", ["-x", dirname(dataDir)], user)
  if (code !== 0) throw EmbeddedErrors.unreachableFolder(USER, dirname(dataDir))
}

/** Makes an empty folder that belongs to the server's user alone. */
export const ownedFolder = async (folder: string, user: ServerUser | undefined): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user) await chown(folder, user.uid, user.gid)
}
