import { isLoopback } from "./database-url"

/** What this process was started to do, as far as the settings depend on it. */
export type Command = {
  /** The Medusa command's name, such as `start` or `db:migrate`. */
  name: string
  /** The address that `--host` names. */
  host: string | undefined
}

const SERVING = ["start", "develop"]

/** Reads the command from the words after the interpreter and the script. */
export const commandOf = (words: readonly string[]): Command => {
  const flag = words.findIndex((word) => /^(--host|-H)(=|$)/.test(word))
  const word = words[flag]
  const inline = word?.includes("=") ? word.slice(word.indexOf("=") + 1) : undefined
  return { name: words[0] ?? "", host: flag < 0 ? undefined : (inline ?? words[flag + 1]) }
}

/** Whether the command changes the schema, and so works as the owner over the direct connection. */
export const changesSchema = ({ name }: Command): boolean => name.startsWith("db:") && name !== "db:generate"

/** Whether the command is one that a migration starts for a part of its work, while it goes on itself. */
export const isPartOfMigration = ({ name }: Command): boolean => name.startsWith("db:migrate:")

/** Whether the command starts a server or a worker. */
export const serves = ({ name }: Command): boolean => SERVING.includes(name)

/** Whether nobody but this machine can reach the server that the command starts. */
export const servesLoopbackOnly = (command: Command, host: string | undefined): boolean =>
  isLoopback(command.host ?? host ?? "")
