import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { commandOf } from "../command"
import { parseEnvironment, SETTINGS } from "../environment"
import { EnvironmentError } from "../environment-error"

const START = commandOf(["start"])
const MIGRATE = commandOf(["db:migrate"])
const RUNTIME_URL = "postgres://galleria_app:s3cret-word@127.0.0.1:5432/galleria"
const OWNER_URL = "postgres://galleria_owner:s3cret-word@127.0.0.1:5432/galleria"
const REMOTE_URL = "postgres://galleria_app:s3cret-word@db.example.com:6543/postgres"
const JWT_SECRET = "6f1e5d2c9b8a70413f2e1d0c9b8a7f6e"
const COOKIE_SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
const PRODUCTION = { NODE_ENV: "production", DATABASE_URL: RUNTIME_URL, JWT_SECRET, COOKIE_SECRET }
const PEM = "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----"

const mistakesOf = (source: NodeJS.ProcessEnv, command = START) => {
  try {
    parseEnvironment(source, command)
  } catch (error) {
    if (error instanceof EnvironmentError) return error
    throw error
  }
  throw new Error("The environment was accepted")
}

const wrongVariables = (source: NodeJS.ProcessEnv, command = START) =>
  mistakesOf(source, command).mistakes.map(({ variable }) => variable)

describe("the environment", () => {
  it("needs nothing but a database outside production", () => {
    const environment = parseEnvironment({ DATABASE_URL: RUNTIME_URL }, START)
    expect(environment).toMatchObject({
      production: false,
      DATABASE_POOL_MAX: 10,
      DATABASE_ACQUIRE_TIMEOUT_MS: 5_000,
      MEDUSA_WORKER_MODE: "shared",
      endpoint: { url: RUNTIME_URL, tls: { mode: "disable" } },
    })
  })

  it("names every wrong variable in one error, with what was expected and an example", () => {
    const error = mistakesOf({ DATABASE_POOL_MAX: "many", PORT: "90000", LOG_LEVEL: "loud", REDIS_URL: "localhost" })
    expect(error.mistakes.map(({ variable }) => variable).sort()).toEqual([
      "DATABASE_POOL_MAX",
      "DATABASE_URL",
      "LOG_LEVEL",
      "PORT",
      "REDIS_URL",
    ])
    for (const { variable, expected, example } of error.mistakes) {
      expect(error.message).toContain(`${variable}: ${expected}`)
      expect(error.message).toContain(example)
    }
  })

  it("counts an empty variable as absent", () => {
    expect(
      parseEnvironment({ DATABASE_URL: RUNTIME_URL, REDIS_URL: "", S3_BUCKET: " " }, START).REDIS_URL
    ).toBeUndefined()
  })
})

describe("names for one value", () => {
  const accepted = Object.entries(SETTINGS).flatMap(([name, { aliases }]) =>
    aliases.map((alias) => [alias, name] as const)
  )
  const values: Readonly<Record<string, [string, string]>> = {
    DATABASE_URL: [RUNTIME_URL, `${RUNTIME_URL}_two`],
    DATABASE_DIRECT_URL: [OWNER_URL, `${OWNER_URL}_two`],
    DATABASE_POOL_MAX: ["7", "8"],
    DATABASE_SSL_CA: [PEM, PEM.replace("MIID", "MIIE")],
  }
  const valuesOf = (name: string): [string, string] => values[name] ?? ["", ""]

  it("covers the names that people already have", () => {
    expect(accepted.map(([alias]) => alias).sort()).toEqual([
      "DATABASE_POOL_SIZE",
      "POSTGRES_URL_NON_POOLING",
      "SUPABASE_CA_CERT",
      "SUPABASE_POOLER_URL",
    ])
  })

  it.each(accepted)("takes %s for %s", (alias, name) => {
    const [value] = valuesOf(name)
    const environment: object = parseEnvironment({ DATABASE_URL: RUNTIME_URL, [alias]: value }, START)
    expect(String(Reflect.get(environment, name))).toBe(value)
  })

  it.each(accepted)("takes %s beside %s when they agree", (alias, name) => {
    const [value] = valuesOf(name)
    expect(() => parseEnvironment({ DATABASE_URL: RUNTIME_URL, [name]: value, [alias]: value }, START)).not.toThrow()
  })

  it.each(accepted)("refuses %s that contradicts %s, and names both", (alias, name) => {
    const [value, other] = valuesOf(name)
    const error = mistakesOf({ DATABASE_URL: RUNTIME_URL, [name]: value, [alias]: other })
    expect(error.mistakes.map(({ variable }) => variable)).toEqual([name])
    expect(error.message).toContain(`${name} and ${alias} contradict each other`)
  })
})

describe("secrets", () => {
  let folder: string
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "galleria-environment-"))))
  afterAll(() => rmSync(folder, { recursive: true }))

  const fileWith = (text: string): string => {
    const path = join(folder, `secret-${text.length}`)
    writeFileSync(path, text)
    return path
  }

  const fromFile = Object.entries(SETTINGS).filter(([, { file }]) => file)

  it("has a file name for every secret", () => {
    const secrets = Object.entries(SETTINGS).filter(([, { secret }]) => secret)
    expect(secrets.length).toBeGreaterThan(5)
    expect(secrets.every(([, { file }]) => file)).toBe(true)
  })

  it.each(fromFile.map(([name]) => name))("reads %s from the file that %s_FILE names", (name) => {
    const text = name.includes("_CA") ? PEM : name.includes("REDIS") ? "redis://h:1" : OWNER_URL
    const environment: object = parseEnvironment(
      { ...(name === "DATABASE_URL" ? {} : { DATABASE_URL: RUNTIME_URL }), [`${name}_FILE`]: fileWith(`${text}\n`) },
      START
    )
    expect(Reflect.get(environment, name)).toBe(text)
  })

  it("names the variable and the path of a file that can't be read", () => {
    const error = mistakesOf({ DATABASE_URL: RUNTIME_URL, JWT_SECRET_FILE: join(folder, "absent") })
    expect(error.message).toContain("JWT_SECRET_FILE")
    expect(error.message).toContain("absent")
    expect(error.message).toContain("ENOENT")
  })

  it("refuses a value and a file that contradict each other", () => {
    const source = { DATABASE_URL: RUNTIME_URL, JWT_SECRET, JWT_SECRET_FILE: fileWith("something else") }
    expect(mistakesOf(source).message).toContain("JWT_SECRET and JWT_SECRET_FILE contradict each other")
  })

  it("never prints one", () => {
    const wrong = "hunter2-do-not-print"
    const secrets = Object.entries(SETTINGS).filter(([, { secret }]) => secret)
    const source = Object.fromEntries(secrets.map(([name]) => [name, wrong]))
    const contradicting = { DATABASE_URL: RUNTIME_URL, SUPABASE_POOLER_URL: `postgres://a:${wrong}@localhost/b` }
    for (const error of [mistakesOf(source), mistakesOf({ ...PRODUCTION, ...contradicting, JWT_SECRET: wrong })]) {
      expect(error.message + JSON.stringify(error.mistakes) + String(error.stack)).not.toContain(wrong)
    }
  })

  it.each([
    ["an absent one", undefined],
    ["Medusa's default", "supersecret"],
    ["a short one", "short-but-random-93"],
    ["a long run of one letter", "a".repeat(64)],
  ])("refuses %s in production", (_, value) => {
    expect(wrongVariables({ ...PRODUCTION, JWT_SECRET: value })).toEqual(["JWT_SECRET"])
    expect(wrongVariables({ ...PRODUCTION, NODE_ENV: "staging", COOKIE_SECRET: value })).toEqual(["COOKIE_SECRET"])
  })

  it("refuses one secret for two purposes in production", () => {
    expect(wrongVariables({ ...PRODUCTION, COOKIE_SECRET: JWT_SECRET })).toEqual(["COOKIE_SECRET"])
  })
})

describe("the connection to Postgres", () => {
  const endpointOf = (source: NodeJS.ProcessEnv, command = START) => parseEnvironment(source, command).endpoint

  it.each(["db:migrate", "db:migrate:scripts", "db:migrate:search", "db:rollback", "db:sync-links"])(
    "takes the direct way for %s",
    (name) => {
      const source = { DATABASE_URL: REMOTE_URL, DATABASE_DIRECT_URL: OWNER_URL }
      expect(endpointOf(source, commandOf([name])).url).toBe(OWNER_URL)
    }
  )

  it.each(["start", "develop", "exec", "user", "build"])("takes the runtime's way for %s", (name) => {
    const source = { DATABASE_URL: RUNTIME_URL, DATABASE_DIRECT_URL: OWNER_URL }
    expect(endpointOf(source, commandOf([name])).url).toBe(RUNTIME_URL)
  })

  it("verifies every server that is not on loopback", () => {
    expect(endpointOf({ DATABASE_URL: REMOTE_URL }).tls.mode).toBe("verify-full")
    expect(endpointOf({ DATABASE_URL: REMOTE_URL, DATABASE_SSL_MODE: "require" }).tls.mode).toBe("verify-full")
    expect(endpointOf({ DATABASE_URL: `${REMOTE_URL}?sslmode=require` }).tls.mode).toBe("verify-full")
  })

  it("lifts sslmode out of the address, because it would replace the authority", () => {
    const { url, tls } = endpointOf({ DATABASE_URL: `${REMOTE_URL}?sslmode=no-verify&application_name=x` })
    expect(url).toBe(`${REMOTE_URL}?application_name=x`)
    expect(tls.mode).toBe("no-verify")
  })

  it.each(["sslmode=prefer", "sslmode=verify-ca", "ssl=true", "sslrootcert=/x.crt", "ssl_mode=disable"])(
    "refuses %s in the address",
    (parameter) => {
      const error = mistakesOf({ DATABASE_URL: `${REMOTE_URL}?${parameter}` })
      expect(error.mistakes.map(({ variable }) => variable)).toEqual(["DATABASE_URL"])
      expect(error.message).toContain("DATABASE_SSL_MODE")
      expect(error.message).not.toContain("s3cret-word")
    }
  )

  it("refuses an address and a setting that contradict each other", () => {
    const source = { DATABASE_URL: `${REMOTE_URL}?sslmode=no-verify`, DATABASE_SSL_MODE: "verify-full" }
    expect(wrongVariables(source)).toEqual(["DATABASE_URL"])
  })

  it("leaves a connection unencrypted on loopback only", () => {
    expect(endpointOf({ DATABASE_URL: RUNTIME_URL, DATABASE_SSL_MODE: "disable" }).tls.mode).toBe("disable")
    expect(wrongVariables({ DATABASE_URL: REMOTE_URL, DATABASE_SSL_MODE: "disable" })).toEqual(["DATABASE_URL"])
    expect(wrongVariables({ DATABASE_URL: `${REMOTE_URL}?sslmode=disable` })).toEqual(["DATABASE_URL"])
    const mixed = { DATABASE_URL: RUNTIME_URL, DATABASE_DIRECT_URL: REMOTE_URL, DATABASE_SSL_MODE: "disable" }
    expect(wrongVariables(mixed, MIGRATE)).toEqual(["DATABASE_DIRECT_URL"])
  })

  it("takes an authority whose line ends were escaped", () => {
    const source = { DATABASE_URL: REMOTE_URL, DATABASE_SSL_CA: PEM.replaceAll("\n", "\\n") }
    expect(endpointOf(source).tls.ca).toBe(PEM)
  })

  it("refuses a pool whose least is more than its most", () => {
    const source = { DATABASE_URL: RUNTIME_URL, DATABASE_POOL_MIN: "9", DATABASE_POOL_MAX: "3" }
    expect(wrongVariables(source)).toEqual(["DATABASE_POOL_MIN"])
  })
})

describe("plain http for the dashboard", () => {
  it.each([
    ["start --host 127.0.0.1", {}],
    ["start --host=localhost", {}],
    ["start -H ::1", {}],
    ["start", { HOST: "127.0.0.1" }],
    ["db:migrate", {}],
  ])("is accepted for medusa %s", (words, more) => {
    const source = { ...PRODUCTION, ...more, LOOPBACK_HTTP: "true" }
    expect(() => parseEnvironment(source, commandOf(words.split(" ")))).not.toThrow()
  })

  it.each([
    ["start", {}],
    ["start --host 0.0.0.0", {}],
    ["start --host 0.0.0.0", { HOST: "127.0.0.1" }],
    ["start --host 127.0.0.1.example.com", {}],
    ["develop", { HOST: "10.0.0.5" }],
  ])("is refused for medusa %s", (words, more) => {
    const source = { ...PRODUCTION, ...more, LOOPBACK_HTTP: "true" }
    expect(wrongVariables(source, commandOf(words.split(" ")))).toEqual(["LOOPBACK_HTTP"])
  })
})

describe("the services", () => {
  it.each(["server", "worker"])("wants a Redis for a separate %s", (mode) => {
    expect(wrongVariables({ DATABASE_URL: RUNTIME_URL, MEDUSA_WORKER_MODE: mode })).toEqual(["REDIS_URL"])
  })

  it("wants the whole of S3 or nothing", () => {
    expect(wrongVariables({ DATABASE_URL: RUNTIME_URL, S3_BUCKET: "files" })).toEqual([
      "S3_REGION",
      "S3_FILE_URL",
      "S3_ACCESS_KEY_ID",
      "S3_SECRET_ACCESS_KEY",
    ])
  })
})
