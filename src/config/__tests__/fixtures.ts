import { commandOf } from "../command"
import { parseEnvironment } from "../environment"
import { EnvironmentError } from "../environment-error"

export const START = commandOf(["start"])
export const RUNTIME_URL = "postgres://galleria_app:s3cret-word@127.0.0.1:5432/galleria"
export const OWNER_URL = "postgres://galleria_owner:s3cret-word@127.0.0.1:5432/galleria"
export const REMOTE_URL = "postgres://galleria_app:s3cret-word@db.example.com:6543/postgres"
export const JWT_SECRET = "6f1e5d2c9b8a70413f2e1d0c9b8a7f6e"
export const COOKIE_SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
export const CREDENTIALS_KEY = "2026a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
export const PRODUCTION = { NODE_ENV: "production", DATABASE_URL: RUNTIME_URL, JWT_SECRET, COOKIE_SECRET }
export const PEM = "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----"

/** The error with which an environment is refused; a test whose environment is accepted fails. */
export const mistakesOf = (source: NodeJS.ProcessEnv, command = START): EnvironmentError => {
  try {
    parseEnvironment(source, command)
  } catch (error) {
    if (error instanceof EnvironmentError) return error
    throw error
  }
  throw new Error("The environment was accepted")
}

/** The names of the variables for which an environment is refused. */
export const wrongVariables = (source: NodeJS.ProcessEnv, command = START): string[] =>
  mistakesOf(source, command).mistakes.map(({ variable }) => variable)
