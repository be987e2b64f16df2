import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseEnvironment, SETTINGS } from "../environment"
import {
  CREDENTIALS_KEY,
  JWT_SECRET,
  mistakesOf,
  OWNER_URL,
  PEM,
  PRODUCTION,
  RUNTIME_URL,
  START,
  wrongVariables,
} from "./fixtures"

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

  it.each(fromFile)("reads %s from the file that its _FILE names", (name, { schema }) => {
    const texts: Record<string, string> = {
      REDIS_URL: "redis://h:1",
      CREDENTIALS_KEY,
      EMAIL_PROVIDER_OPTIONS: '{"api_key":"KEY"}',
    }
    const text = texts[name] ?? (name.endsWith("_CA") ? PEM : OWNER_URL)
    const environment: object = parseEnvironment(
      { ...(name === "DATABASE_URL" ? {} : { DATABASE_URL: RUNTIME_URL }), [`${name}_FILE`]: fileWith(`${text}\n`) },
      START
    )
    expect(Reflect.get(environment, name)).toEqual(schema.parse(text))
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
