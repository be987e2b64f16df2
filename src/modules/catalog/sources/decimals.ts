const PLACES = 6
const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d{1,18}))?$/

/** A decimal text as a count of millionths, or null when it is none; what lies beyond is cut off. */
const millionths = (text: string): bigint | null => {
  const [, sign = "", whole, fraction = ""] = DECIMAL.exec(text.trim()) ?? []
  if (whole === undefined) return null
  const value = BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, "0"))
  return sign ? -value : value
}

const textOfMillionths = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, "0")
  const fraction = digits.slice(-PLACES).replace(/0+$/, "")
  return `${value < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${fraction ? `.${fraction}` : ""}`
}

/** The exact sum of decimal texts; what is no decimal counts as nothing. */
export const sumOf = (texts: readonly string[]): string =>
  textOfMillionths(texts.reduce((sum, text) => sum + (millionths(text) ?? 0n), 0n))

/** What one of `quantity` costs, when all of them cost `amount`, cut to six places; the amount itself when that is unclear. */
export const perPiece = (amount: string, quantity: string): string => {
  const [all, count] = [millionths(amount), millionths(quantity)]
  if (all === null || count === null || count <= 0n) return amount
  return textOfMillionths((all * 10n ** BigInt(PLACES)) / count)
}

/** ERPs count below zero what is sold before it has come in; nobody can buy that, so it counts as none. */
export const stockOf = (text: string): string => ((millionths(text) ?? 0n) < 0n ? "0" : text.trim())
