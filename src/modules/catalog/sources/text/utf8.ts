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

/** Whether a piece that is not UTF-8 throughout holds what only UTF-8 has. */
export const isEvidenceOfUtf8 = (bytes: Buffer): boolean => EVIDENCE.test(bytes.toString("latin1"))

/** Whether all that is not ASCII are lone characters between U+0700 and U+07FF, which no catalog has: "ß”" in one byte each. */
export const isFaintUtf8 = (bytes: Buffer): boolean =>
  !/[\x80-\xFF]/.test(bytes.toString("latin1").replaceAll(/(?<![\x80-\xFF])[\xDC-\xDF][\x80-\xBF](?![\x80-\xFF])/g, ""))
