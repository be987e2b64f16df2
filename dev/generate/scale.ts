import { parseArgs } from "node:util"
import { StartError } from "../lifecycle/errors"

/** How much to generate, and what makes it the same again. */
export type Scale = {
  readonly clients: number
  readonly sites: number
  readonly products: number
  readonly orders: number
  readonly seed: number
  /** The instant that the three years of orders end at, in milliseconds. */
  readonly untilMs: number
}

const DAY_MS = 24 * 60 * 60 * 1000
const DEFAULTS = { clients: "200", sites: "1000", products: "200000", orders: "100000", seed: "1" }

const numberOf = (option: string, text: string, least: number): number => {
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= least) return number
  throw new StartError(`--${option} is a whole number of at least ${least}, not "${text}"`)
}

const instantOf = (text: string | undefined, nowMs: number): number => {
  if (text === undefined) return Math.floor(nowMs / DAY_MS) * DAY_MS
  const instant = Date.parse(`${text}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(instant)) return instant
  throw new StartError(`--until is a day like 2026-01-31, not "${text}"`)
}

const optionsOf = (words: readonly string[]) => {
  const text = { type: "string" } as const
  const options = { clients: text, sites: text, products: text, orders: text, seed: text, until: text }
  try {
    return parseArgs({ args: [...words], options }).values
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads the words of the command line; without any it is the year-3 scale, until the beginning of today in UTC. */
export const readScale = (words: readonly string[], nowMs: number): Scale => {
  const { until, ...given } = optionsOf(words)
  const values = { ...DEFAULTS, ...given }
  const scale = {
    clients: numberOf("clients", values.clients, 1),
    sites: numberOf("sites", values.sites, 1),
    products: numberOf("products", values.products, 1),
    orders: numberOf("orders", values.orders, 0),
    seed: numberOf("seed", values.seed, 0),
    untilMs: instantOf(until, nowMs),
  }
  if (scale.sites < scale.clients) throw new StartError("Every client has a site: --sites is at least --clients")
  return scale
}
