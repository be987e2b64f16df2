import { parseEnvironment, SETTINGS } from "../environment"
import { mistakesOf, OWNER_URL, PEM, RUNTIME_URL, START } from "./fixtures"

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
