import { createWriteStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Transform, type Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { FileErrors } from "../file-errors"

/** The largest workbook, packed, in bytes. */
const LARGEST_WORKBOOK = 1024 * 1024 * 1024

/** A file on the disk for as long as it is read. */
export type SpooledFile = { readonly path: string; remove(): Promise<void> }

/** Keeps a stream in a temporary file: an archive has its table of contents at its end. */
export const spool = async (source: Readable): Promise<SpooledFile> => {
  const folder = await mkdtemp(join(tmpdir(), "galleria-workbook-"))
  const remove = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, "workbook.xlsx")
  let bytes = 0
  const capped = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > LARGEST_WORKBOOK) done(FileErrors.tooLarge("The workbook", "1 GiB"))
      else done(null, chunk)
    },
  })
  try {
    await pipeline(source, capped, createWriteStream(path, { mode: 0o600 }))
    return { path, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
