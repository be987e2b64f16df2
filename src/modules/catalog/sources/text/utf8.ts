import { isUtf8 } from "node:buffer"

const LONGEST_SEQUENCE = 4

/** How many bytes of a piece are whole characters: a sequence that is cut at the end belongs to the next piece. */
export const completeLength = (bytes: Buffer): number => {
  const from = Math.max(0, bytes.length - LONGEST_SEQUENCE + 1)
  for (let at = bytes.length - 1; at >= from; at -= 1) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return at + length > bytes.length ? at : bytes.length
    }
  }
  return bytes.length
}

/** Where a piece stops being UTF-8, by halving: the check says that it does, not where. */
export const firstInvalidByte = (bytes: Buffer): number => {
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    const piece = bytes.subarray(0, middle)
    if (isUtf8(piece.subarray(0, completeLength(piece)))) valid = middle
    else invalid = middle
  }
  return Math.max(0, valid - LONGEST_SEQUENCE + 1 + lead(bytes.subarray(Math.max(0, valid - 3), valid + 1)))
}

/** Within the last four bytes, the first that is not ASCII. */
const lead = (bytes: Buffer): number =>
  Math.max(
    0,
    bytes.findIndex((byte) => byte > 0x7f)
  ) +
  (4 - bytes.length)

/**
 * Sequences that Western text in one byte a character does not have by chance: accented Latin letters, characters of
 * three bytes, words of two-byte ones. A ß before a closing quote is a valid sequence too, and so proves nothing.
 */
const EVIDENCE = /[\xC2-\xC5][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|(?:[\xC6-\xDF][\x80-\xBF]){2}/

/** What follows the last letter of a word in Western text: closing quotes, dashes, an ellipsis, signs of money and trade. */
const CLOSING = String.raw`[\x80\x85\x91-\x97\x99\x9B\xA0\xAB\xAE\xB0\xB4\xB7\xBB]`

/**
 * Characters that Western text makes by chance, where an accented letter stands before as many marks as its byte
 * announces: "CAFÉ”", "café”…". Those of Greek and Cyrillic, combining accents and typographic marks are left out, since a
 * catalog in English may hold a single one of them. No catalog has what ß and Ü begin, U+0700 to U+07FF.
 */
const FAINT = new RegExp(
  String.raw`(?<![\x80-\xFF])(?:[\xDC-\xDF][\x80-\xBF]|(?:[\xC6-\xCB\xD2-\xD6\xD8-\xDF]|[\xE0\xE1\xE3-\xEE]${CLOSING}|` +
    String.raw`[\xF0-\xF4]${CLOSING}{2})${CLOSING})(?![\x80-\xFF])`,
  "g"
)

const withoutFaint = (bytes: Buffer): string => bytes.toString("latin1").replaceAll(FAINT, "")

/** Whether a piece that is not UTF-8 throughout holds what only UTF-8 has. */
export const isEvidenceOfUtf8 = (bytes: Buffer): boolean => EVIDENCE.test(withoutFaint(bytes))

/** Whether all that is not ASCII may as well be Western text in one byte a character. */
export const isFaintUtf8 = (bytes: Buffer): boolean => !/[\x80-\xFF]/.test(withoutFaint(bytes))
