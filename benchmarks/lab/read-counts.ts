import { parseArgs } from "node:util"

/** Reads `--NAME 10000` from the command line, a whole number of at least one. */
export const readCount = (name: string, fallback: number): number => {
  const { values } = parseArgs({ options: { [name]: { type: "string", default: String(fallback) } } })
  const text = String(values[name])
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} is a whole number of at least 1, not "${text}"`)
  return Number(text)
}
