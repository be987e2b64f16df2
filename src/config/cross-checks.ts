import { type Command, serves, servesLoopbackOnly } from "./command"
import { isLoopback, liftTlsParameters } from "./database-url"
import type { Values } from "./environment"
import type { Mistake } from "./environment-error"

const LEAST_SECRET_LENGTH = 32
const LEAST_SECRET_VARIETY = 8
const S3_COMPANIONS = ["S3_REGION", "S3_FILE_URL", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const

type Check = (values: Values, command: Command) => Mistake[]

const isProduction = ({ NODE_ENV }: Values): boolean => NODE_ENV === "production" || NODE_ENV === "staging"

const checkSecrets: Check = (values) => {
  if (!isProduction(values)) return []
  const example = "openssl rand -hex 32"
  const weak = (["JWT_SECRET", "COOKIE_SECRET"] as const).flatMap((variable): Mistake[] => {
    const value = values[variable] ?? ""
    if (value.length >= LEAST_SECRET_LENGTH && new Set(value).size >= LEAST_SECRET_VARIETY) return []
    return [{ variable, expected: `production needs ${LEAST_SECRET_LENGTH} random characters or more`, example }]
  })
  if (values.JWT_SECRET && values.JWT_SECRET === values.COOKIE_SECRET) {
    weak.push({ variable: "COOKIE_SECRET", expected: "has to differ from JWT_SECRET", example })
  }
  return weak
}

const checkAddress = (values: Values, variable: "DATABASE_URL" | "DATABASE_DIRECT_URL"): Mistake[] => {
  const address = values[variable]
  if (!address) return []
  const { host, mode, refused } = liftTlsParameters(address)
  const mistake = (expected: string): Mistake => ({ variable, expected, example: "DATABASE_SSL_MODE=verify-full" })
  const asked = values.DATABASE_SSL_MODE
  return [
    ...(refused.length > 0
      ? [
          mistake(
            `${refused.join(", ")} in an address replaces the TLS settings; use DATABASE_SSL_MODE and DATABASE_SSL_CA`
          ),
        ]
      : []),
    ...(mode && asked && mode !== asked
      ? [mistake(`its sslmode means ${mode} and contradicts DATABASE_SSL_MODE, which means ${asked}; keep one of them`)]
      : []),
    ...((asked ?? mode) === "disable" && !isLoopback(host)
      ? [mistake(`a connection to ${host} has to be encrypted; disable is for loopback only`)]
      : []),
  ]
}

const checkDatabase: Check = (values) => {
  const { DATABASE_POOL_MIN: least, DATABASE_POOL_MAX: most } = values
  return [
    ...checkAddress(values, "DATABASE_URL"),
    ...checkAddress(values, "DATABASE_DIRECT_URL"),
    ...(least > most
      ? [{ variable: "DATABASE_POOL_MIN", expected: `at most DATABASE_POOL_MAX (${most}), not ${least}`, example: "2" }]
      : []),
  ]
}

const checkLoopback: Check = (values, command) =>
  values.LOOPBACK_HTTP && serves(command) && !servesLoopbackOnly(command, values.HOST)
    ? [
        {
          variable: "LOOPBACK_HTTP",
          expected: `the server would listen on ${command.host ?? values.HOST ?? "all addresses"}, not on loopback`,
          example: "medusa start --host 127.0.0.1",
        },
      ]
    : []

const checkServices: Check = (values, command) => {
  const missing = values.S3_BUCKET ? S3_COMPANIONS.filter((name) => !values[name]) : []
  const mistakes: Mistake[] = missing.map((variable) => ({
    variable,
    expected: "needed as soon as S3_BUCKET is set",
    example: "see .env.template",
  }))
  // Medusa sets the mode to server for every command that ends by itself, such as db:migrate.
  if (serves(command) && values.MEDUSA_WORKER_MODE !== "shared" && !values.REDIS_URL) {
    mistakes.push({
      variable: "REDIS_URL",
      expected: `MEDUSA_WORKER_MODE=${values.MEDUSA_WORKER_MODE} needs a Redis, over which server and worker meet`,
      example: "redis://redis.example.com:6379",
    })
  }
  return mistakes
}

const checkOperator: Check = ({ OPERATOR_EMAIL, EMAIL_PROVIDER }) =>
  OPERATOR_EMAIL !== undefined && EMAIL_PROVIDER === undefined
    ? [
        {
          variable: "EMAIL_PROVIDER",
          expected: "needed as soon as OPERATOR_EMAIL is set",
          example: "@medusajs/medusa/notification-sendgrid",
        },
      ]
    : []

/** The rules that span several settings. */
export const checkTogether: Check = (values, command) =>
  [checkSecrets, checkDatabase, checkLoopback, checkServices, checkOperator].flatMap((check) => check(values, command))
