import { isAscii, isUtf8 } from "node:buffer"
import { CatalogErrors } from "../../errors"
import { FileErrors } from "../file-errors"
import type { TextHints } from "../table"
import { completeLength, firstInvalidByte, isEvidenceOfUtf8, isFaintUtf8 } from "./utf8"
import { WesternDecoder } from "./western"

/** An encoding that is read; `ascii` is a file that has shown nothing else yet. */
export type Encoding = NonNullable<TextHints["encoding"]> | "ascii"

/** How far into a file a NUL byte tells that it is no text at all; later ones are the fault of their row. */
const SNIFFED_BYTES = 8_192
/** That many ASCII characters at the very start prove UTF-16 without a mark, since text has no NUL. */
const PROVING_CHARACTERS = 8

/** What accented Latin letters begin with in UTF-8. */
const CUT_LETTER = new Set([0xc2, 0xc3, 0xc4, 0xc5])

const MARKS: [string, Encoding][] = [
  ["efbbbf", "utf-8"],
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
]

/** The encoding that the first bytes prove. What they leave open, `TextDecoding` decides at the first byte that is not ASCII. */
export const detectEncoding = (head: Buffer, declared?: TextHints["encoding"]): Encoding => {
  const mark = MARKS.find(([bytes]) => head.toString("hex", 0, bytes.length / 2) === bytes)?.[1]
  const found = mark ?? unmarkedUtf16(head)
  if (declared && found && found !== declared) throw FileErrors.otherEncoding(declared, found)
  if (found === "utf-16le" && head.subarray(2, 4).equals(Buffer.alloc(2))) throw CatalogErrors.binaryFile(2)
  const isWide = (found ?? declared)?.startsWith("utf-16") ?? false
  const nul = isWide ? -1 : head.subarray(0, SNIFFED_BYTES).indexOf(0)
  if (nul >= 0) throw CatalogErrors.binaryFile(nul)
  return found ?? declared ?? "ascii"
}

/** ASCII characters have a zero byte behind them in one byte order, before them in the other; nothing else has. */
const unmarkedUtf16 = (head: Buffer): Encoding | null => {
  const characters = Math.min(PROVING_CHARACTERS, head.length >> 1)
  if (characters < 2) return null
  const shows = (zeroAt: 0 | 1) =>
    Array.from({ length: characters }, (_, index) => index * 2).every((at) => {
      const letter = head[at + 1 - zeroAt] ?? 0
      return head[at + zeroAt] === 0 && letter > 0 && letter < 0x80
    })
  return shows(1) ? "utf-16le" : shows(0) ? "utf-16be" : null
}

/** Brings the bytes of a file to UTF-8 piece by piece, and throws at the first that its encoding does not have. */
export class TextDecoding {
  private held: Buffer = Buffer.alloc(0)
  private offset = 0
  private readonly wide: TextDecoder | null
  private readonly western: WesternDecoder

  constructor(
    public encoding: Encoding,
    isDeclared = false
  ) {
    this.wide = encoding.startsWith("utf-16") ? new TextDecoder(encoding, { fatal: true }) : null
    this.western = new WesternDecoder(isDeclared)
  }

  /** The piece in UTF-8, but for a character that is cut at its end. */
  push(piece: Buffer): Buffer {
    const start = this.offset
    this.offset += piece.length
    if (this.wide) return this.widened(piece, start)
    if (this.encoding === "windows-1252") return this.western.decode(piece, start)
    const bytes = this.held.length ? Buffer.concat([this.held, piece]) : piece
    const begin = this.offset - bytes.length
    const end = completeLength(bytes)
    this.held = bytes.subarray(end)
    return this.checked(bytes.subarray(0, end), begin)
  }

  /** What is left at the end of the file. */
  end(): Buffer {
    if (this.wide) return this.widened(null, this.offset)
    const rest = this.held
    this.held = Buffer.alloc(0)
    if (rest.length === 0) return rest
    const begin = this.offset - rest.length
    // Western text may end with one such letter; the beginning of an accented one, or two bytes, are a file cut off.
    if (rest.length > 1 || CUT_LETTER.has(rest[0] ?? 0)) throw CatalogErrors.wrongEncoding(begin)
    return this.checked(rest, begin)
  }

  private widened(piece: Buffer | null, start: number): Buffer {
    try {
      return Buffer.from(piece ? (this.wide?.decode(piece, { stream: true }) ?? "") : (this.wide?.decode() ?? ""))
    } catch {
      throw CatalogErrors.wrongEncoding(start)
    }
  }

  private checked(bytes: Buffer, begin: number): Buffer {
    if (isAscii(bytes)) return bytes
    if (isUtf8(bytes)) return this.settled(bytes, begin)
    const byte = begin + firstInvalidByte(bytes)
    if (this.encoding === "utf-8") throw CatalogErrors.wrongEncoding(byte)
    if (isEvidenceOfUtf8(bytes)) throw FileErrors.mixedEncoding(byte)
    this.encoding = "windows-1252"
    const all = this.held.length ? Buffer.concat([bytes, this.held]) : bytes
    this.held = Buffer.alloc(0)
    return this.western.decode(all, begin)
  }

  private settled(bytes: Buffer, begin: number): Buffer {
    if (this.encoding === "utf-8") return bytes
    if (isFaintUtf8(bytes)) throw FileErrors.mixedEncoding(begin + bytes.findIndex((byte) => byte > 0x7f))
    this.encoding = "utf-8"
    return bytes
  }
}
