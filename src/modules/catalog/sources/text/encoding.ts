import { Transform } from "node:stream"
import { CatalogErrors } from "../../errors"

const UTF16_MARKS = new Set(["fffe", "feff"])
/** How far into a file a NUL byte tells that it is no text at all; later ones are the fault of their row. */
const SNIFFED_BYTES = 8_192

/** Passes UTF-8 text through, byte for byte, and throws at the first byte that is something else. */
export const refuseOtherEncodings = (): Transform => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let offset = 0
  const check = (chunk: Buffer) => {
    if (offset === 0) refuseBinary(chunk)
    try {
      decoder.decode(chunk, { stream: true })
    } catch {
      throw CatalogErrors.wrongEncoding(offset + firstInvalidByte(chunk))
    }
    offset += chunk.length
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        check(chunk)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      try {
        decoder.decode()
        done()
      } catch {
        done(CatalogErrors.wrongEncoding(offset))
      }
    },
  })
}

const refuseBinary = (chunk: Buffer): void => {
  if (UTF16_MARKS.has(chunk.subarray(0, 2).toString("hex"))) throw CatalogErrors.utf16()
  const nul = chunk.subarray(0, SNIFFED_BYTES).indexOf(0)
  if (nul >= 0) throw CatalogErrors.binaryFile(nul)
}

/** Where decoding a chunk fails, by halving: decoders say that it does, not where. */
const firstInvalidByte = (chunk: Buffer): number => {
  let valid = 0
  let invalid = chunk.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (decodes(chunk.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  return valid
}

const decodes = (bytes: Buffer): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
