import { BadRequest } from "../dialect"

export type TokenKind =
  "string" | "datetime" | "datetimeoffset" | "guid" | "number" | "boolean" | "null" | "name" | "symbol"
export type Token = { readonly kind: TokenKind; readonly text: string }

/** What both versions of OData write; each then allows only its own kinds of literals. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ["datetimeoffset", /datetimeoffset'([^']*)'/y],
  ["datetime", /datetime'([^']*)'/y],
  ["guid", /guid'([^']*)'/y],
  ["guid", /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/iy],
  ["datetimeoffset", /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))/y],
  ["string", /'((?:[^']|'')*)'/y],
  ["number", /(-?\d+(?:\.\d+)?)[mMlLdDfF]?/y],
  ["boolean", /(true|false)\b/y],
  ["null", /(null)\b/y],
  ["name", /([A-Za-z_][A-Za-z0-9_/]*)/y],
  ["symbol", /([(),])/y],
]

/** Splits a filter into its words. */
export const tokensOf = (filter: string): Token[] => {
  const tokens: Token[] = []
  let at = 0
  while (at < filter.length) {
    if (filter[at] === " ") {
      at += 1
      continue
    }
    const start = at
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = start
      const match = pattern.exec(filter)
      if (!match) continue
      tokens.push({ kind, text: match[1] ?? "" })
      at = pattern.lastIndex
      break
    }
    if (at === start) throw new BadRequest(`Invalid token detected at position ${start + 1}`)
  }
  return tokens
}
