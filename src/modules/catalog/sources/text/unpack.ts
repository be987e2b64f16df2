import { pipeline, Transform, type Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { FileErrors } from "../file-errors"

/** Text packs to a twentieth, at most a hundredth; more is made to fill a disk or a memory. */
const LARGEST_RATIO = 200
/** Small files may be all alike. */
const FREE_BYTES = 16 * 1024 * 1024
/** The largest file that may come out, in bytes. */
const LARGEST_UNPACKED = 8 * 1024 * 1024 * 1024

/** Whether a file is compressed by gzip. */
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b

/**
 * Unpacks gzip as it comes. A bomb is refused, and so is a file that breaks off: what it had would look complete.
 * `onRead` learns how many packed bytes have been unpacked.
 */
export const unpack = (packed: Readable, onRead: (bytes: number) => void = () => undefined): Readable => {
  let bytesIn = 0
  let bytesOut = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytesIn += chunk.length
      done(null, chunk)
    },
  })
  const gunzip = createGunzip()
  const capped = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytesOut += chunk.length
      onRead(gunzip.bytesWritten)
      const isBomb = bytesOut > FREE_BYTES && bytesOut > bytesIn * LARGEST_RATIO
      if (isBomb || bytesOut > LARGEST_UNPACKED)
        done(FileErrors.tooLarge("The unpacked file", isBomb ? "is plausible" : "8 GiB"))
      else done(null, chunk)
    },
  })
  const unpacked = pipeline(packed, counted, gunzip, capped, () => undefined)
  return unpacked
}

/** What went wrong while unpacking, named for people; any other error stays as it is. */
export const namedUnpackingError = (error: unknown): unknown => {
  const code = (error as { code?: unknown }).code
  return typeof code === "string" && (code.startsWith("Z_") || code === "ERR_TRAILING_JUNK_AFTER_STREAM_END")
    ? FileErrors.malformedArchive(code)
    : error
}
