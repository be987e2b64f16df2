import { BadRequest } from "../dialect"

export type SqlToken = { readonly kind: "word" | "string" | "number" | "symbol"; readonly text: string }

const PATTERNS: readonly (readonly [SqlToken["kind"], RegExp])[] = [
  ["string", /'((?:[^']|'')*)'/y],
  ["number", /(-?\d+(?:\.\d+)?)/y],
  ["word", /([A-Za-z_][A-Za-z0-9_]*)/y],
  ["symbol", /(<=|>=|<>|!=|\|\||[=<>(),.*])/y],
]

export const badSql = (reason: string): BadRequest =>
  new BadRequest(`Invalid search query. Detailed unprocessed description follows. ${reason}`, "INVALID_PARAMETER")

/** Splits a statement into its words. */
export const sqlTokens = (sql: string): SqlToken[] => {
  const tokens: SqlToken[] = []
  let at = 0
  while (at < sql.length) {
    if (/\s/.test(sql[at] ?? "")) {
      at += 1
      continue
    }
    const start = at
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = start
      const match = pattern.exec(sql)
      if (!match) continue
      tokens.push({ kind, text: (match[1] ?? "").replaceAll(kind === "string" ? "''" : "\u0000", "'") })
      at = pattern.lastIndex
      break
    }
    if (at === start) throw badSql(`Unexpected character at ${start + 1}.`)
  }
  return tokens
}
