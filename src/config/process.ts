import { loadEnv } from "@medusajs/framework/utils"
import { type Command, commandOf } from "./command"
import { type Environment, parseEnvironment } from "./environment"

/** `medusa build` compiles and needs no database and no secret, so that an image is built without them. */
const BUILD_STAND_INS = {
  DATABASE_URL: "postgres://build@localhost/build",
  JWT_SECRET: "stands in while building, signs nothing",
  COOKIE_SECRET: "stands in while building, seals nothing",
}

const currentCommand = (): Command => commandOf(process.argv.slice(2))

/** Reads `.env` files and the process's environment; called once, by `medusa-config.ts` or a script. */
export const readEnvironment = (command: Command = currentCommand()): Environment => {
  loadEnv(process.env["NODE_ENV"] ?? "development", process.cwd())
  if (command.name !== "build") return parseEnvironment(process.env, command)
  const given = Object.entries(process.env).filter(([, value]) => value !== "")
  return parseEnvironment({ ...BUILD_STAND_INS, ...Object.fromEntries(given) }, command)
}
