import { readFileSync } from "node:fs"
import { join } from "node:path"
import { environmentTemplate, withEnvironmentTable } from "../documentation"
import { SETTINGS } from "../environment"
import { COOKIE_SECRET, CREDENTIALS_KEY } from "./fixtures"

const root = join(__dirname, "../../..")
const read = (file: string): string => readFileSync(join(root, file), "utf8")

/** Examples that describe a value instead of being one, with one that they describe. */
const DESCRIBED: Readonly<Record<string, string>> = {
  "openssl rand -hex 32": COOKIE_SECRET,
  "the key's secret": "secret",
  "2026a:KEY, where openssl rand -base64 32 makes the KEY": CREDENTIALS_KEY,
}

it("has an up-to-date .env.template (npm run docs:env writes it)", () => {
  expect(read(".env.template")).toBe(environmentTemplate())
})

it("has an up-to-date table in the README (npm run docs:env writes it)", () => {
  const readme = read("README.md")
  expect(withEnvironmentTable(readme)).toBe(readme)
})

it.each(Object.entries(SETTINGS))("gives an example for %s that the setting accepts", (_, { schema, example }) => {
  expect(schema.safeParse(DESCRIBED[example] ?? example).error).toBeUndefined()
})
