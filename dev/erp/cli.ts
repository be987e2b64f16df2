import { parseArgs } from "node:util"
import { DIALECT_KINDS, DIALECTS, type DialectKind } from "./dialects"
import { FAULTS, isFaultName, type Fault } from "./faults"

/** What the command line asks for. */
export type Order = {
  readonly kind: DialectKind
  readonly port: number
  readonly items: number
  readonly seed: number
  readonly pageRows: number | null
  readonly changesEverySeconds: number
  readonly faults: readonly Fault[]
}

const list = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([name, words]) => `  ${name.padEnd(18)} ${words}`)
    .join("\n")

export const HELP = `npm run erp -- <kind> [options]

Answers like an ERP, on 127.0.0.1 alone, until Ctrl-C.

Kinds
  ${DIALECT_KINDS.join(", ")}

Options
  --port 4010        the port; by default a free one
  --items 1000       how many made-up items there are
  --seed 1           which ones
  --page 100         rows of a page when the client leaves that to the server
  --changes 5        one item changes every so many seconds
  --fault 429        a fault, as often as wanted: NAME, NAME@FROM or NAME@FROMxTIMES, where FROM counts
                     the requests for records from 1, as in --fault 500@3x2
  --help

Faults
${list(FAULTS)}
`

const wholeNumber = (name: string, text: string | undefined, otherwise: number, most: number): number => {
  if (text === undefined) return otherwise
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text)
  throw new Error(`--${name} takes a whole number up to ${most}, not "${text}"`)
}

const faultOf = (words: string): Fault => {
  const [, name = "", at, times] = /^([a-z0-9-]+?)(?:@(\d+)(?:x(\d+))?)?$/.exec(words) ?? []
  if (!isFaultName(name)) throw new Error(`No fault is called "${words}"; see --help`)
  return { name, ...(at !== undefined && { at: Number(at) }), ...(times !== undefined && { times: Number(times) }) }
}

const parsed = (words: readonly string[]) => {
  const text = { type: "string" } as const
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        fault: { type: "string", multiple: true },
        port: text,
        items: text,
        seed: text,
        page: text,
        changes: text,
      },
    })
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error))
  }
}

/** Reads the words after `npm run erp --`; null asks for help. Throws for what it does not understand. */
export const readOrder = (words: readonly string[]): Order | null => {
  const { values, positionals } = parsed(words)
  const [kind, ...others] = positionals
  if (values.help) return null
  if (kind === undefined || others.length > 0 || !(kind in DIALECTS))
    throw new Error(`Name one kind of ${DIALECT_KINDS.join(", ")}; --help explains more`)
  return {
    kind: kind as DialectKind,
    port: wholeNumber("port", values.port, 0, 65_535),
    items: wholeNumber("items", values.items, 1_000, 1_000_000),
    seed: wholeNumber("seed", values.seed, 1, 999_999_999),
    pageRows: values.page === undefined ? null : Math.max(1, wholeNumber("page", values.page, 0, 100_000)),
    changesEverySeconds: wholeNumber("changes", values.changes, 0, 86_400),
    faults: (values.fault ?? []).map(faultOf),
  }
}
