import { readFileSync } from "node:fs"
import { join } from "node:path"
import { environmentTemplate, withEnvironmentTable } from "../documentation"
import { SETTINGS } from "../environment"

const root = join(__dirname, "../../..")
const read = (file: string): string => readFileSync(join(root, file), "utf8")

/** Examples that describe a value instead of being one. */
const NOT_VALUES = ["openssl rand -hex 32", "the key's secret"]

it("has an up-to-date .env.template (npm run docs:env writes it)", () => {
  expect(read(".env.template")).toBe(environmentTemplate())
})

it("has an up-to-date table in the README (npm run docs:env writes it)", () => {
  const readme = read("README.md")
  expect(withEnvironmentTable(readme)).toBe(readme)
})

it.each(Object.entries(SETTINGS))("gives an example for %s that the setting accepts", (_, { schema, example }) => {
  const value = NOT_VALUES.includes(example) ? "0a1b2c3d4e5f60718293a4b5c6d7e8f9" : example
  expect(schema.safeParse(value).error).toBeUndefined()
})
