import { CatalogErrors } from "../../errors"
import { FileErrors } from "../file-errors"
import { isEvidenceOfUtf8 } from "./utf8"

/** What the bytes from 0x80 to 0x9F stand for; Node's own decoder takes them for Latin-1, where they are nothing. */
const UPPER = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

/** Bytes that Windows-1252 leaves open. */
const UNDEFINED = /[\x81\x8D\x8F\x90\x9D]/
const LOWER = "a-z\\u00df-\\u00f6\\u00f8-\\u00ff\\u0161\\u0153\\u017e"
const LETTER = `A-Z\\u00c0-\\u00d6\\u00d8-\\u00de\\u0160\\u0152\\u017d\\u0178${LOWER}`
/**
 * What Western words don't have, but other encodings look like when they are read as Windows-1252: a sign within a word
 * (Central European, DOS), a capital after a small letter among those of the upper half (Macintosh), four letters of
 * the upper half in a row (Cyrillic, Greek, Asian).
 */
const IMPLAUSIBLE = new RegExp(
  `[${LETTER}][\\u0192\\u02c6\\u2020\\u2021\\u2030\\u2039\\u203a\\u201a\\u201e\\u02dc\\u00a1-\\u00a5\\u00a8-\\u00ac\\u00af-\\u00b3\\u00b8-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7][${LOWER}]` +
    `|[${LOWER}][\\u0160\\u0152\\u017d\\u0178\\u00c0-\\u00d6\\u00d8-\\u00de]` +
    `|[\\u00c0-\\u00ff]{4}`
)
/** Characters in which a word may go on across a cut, so that pieces are looked at with what stood before them. */
const OVERLAP = 3

/** Reads Windows-1252. Unless an operator has declared it, text that looks like another encoding is refused. */
export class WesternDecoder {
  private before = ""

  constructor(private readonly isDeclared: boolean) {}

  /** The piece in UTF-8. `start` is its place in the file, in bytes. */
  decode(bytes: Buffer, start: number): Buffer {
    const latin = bytes.toString("latin1")
    const undefinedAt = UNDEFINED.exec(latin)?.index
    if (undefinedAt !== undefined) throw CatalogErrors.wrongEncoding(start + undefinedAt)
    const text = latin.replace(/[\x80-\x9f]/g, (sign) => UPPER[sign.charCodeAt(0) - 0x80] ?? sign)
    if (!this.isDeclared) this.doubt(bytes, this.before + text, start - this.before.length)
    this.before = text.slice(-OVERLAP)
    return Buffer.from(text)
  }

  private doubt(bytes: Buffer, text: string, start: number): void {
    const found = IMPLAUSIBLE.exec(text)
    if (found)
      throw FileErrors.doubtfulEncoding(start + found.index, text.slice(Math.max(0, found.index - 8), found.index + 8))
    if (isEvidenceOfUtf8(bytes)) throw FileErrors.mixedEncoding(start)
  }
}
