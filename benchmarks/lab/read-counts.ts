import { parseArgs } from "node:util"

/** Reads `--NAME 10000` for each name from the command line: whole numbers of at least one. */
export const readCounts = <Name extends string>(fallbacks: Readonly<Record<Name, number>>): Record<Name, number> => {
  const names = Object.keys(fallbacks) as Name[]
  const options = Object.fromEntries(
    names.map((name) => [name, { type: "string" as const, default: String(fallbacks[name]) }])
  )
  const { values } = parseArgs({ options })
  const countOf = (name: Name): number => {
    const text = String(values[name])
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} is a whole number of at least 1, not "${text}"`)
    return Number(text)
  }
  return Object.fromEntries(names.map((name) => [name, countOf(name)])) as Record<Name, number>
}
