import { Transform, pipeline, type Readable } from "node:stream"
import { openPromise, type Entry, type ZipFile } from "yauzl"
import { FileErrors } from "../file-errors"

/** The largest part of a workbook once it is unpacked, in bytes. */
const LARGEST_PART = 4 * 1024 * 1024 * 1024
/** Sheets pack to a twentieth; more than this is made to fill a memory. Small parts may be all alike. */
const LARGEST_RATIO = 300
const FREE_BYTES = 16 * 1024 * 1024
const MOST_PARTS = 10_000

/** The parts of an archive by their names. */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>
  ) {}

  static async open(path: string): Promise<Archive> {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch(() => {
      throw FileErrors.noSpreadsheet()
    })
    const entries = new Map<string, Entry>()
    try {
      for await (const entry of zip.eachEntry()) {
        if (entries.size >= MOST_PARTS)
          throw FileErrors.tooLarge("The number of the workbook's parts", String(MOST_PARTS))
        entries.set(entry.fileName.toLowerCase(), entry)
      }
      return new Archive(zip, entries)
    } catch (error) {
      zip.close()
      return damaged(error)
    }
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase())
  }

  /** The text of a part, piece by piece; a part that is absent is empty. `onShare` learns what part of it, up to 1, has been read. */
  async *text(name: string, onShare?: (share: number) => void): AsyncGenerator<string> {
    const entry = this.entries.get(name.toLowerCase())
    if (!entry) return
    const packed = await this.zip.openReadStreamPromise(entry).catch(damaged)
    const decoder = new TextDecoder()
    let bytes = 0
    try {
      const part: Readable = pipeline(packed, capped(entry), () => undefined)
      for await (const chunk of part as AsyncIterable<Buffer>) {
        bytes += chunk.length
        onShare?.(bytes / entry.uncompressedSize)
        yield decoder.decode(chunk, { stream: true })
      }
      yield decoder.decode()
    } catch (error) {
      damaged(error)
    }
  }

  close(): void {
    this.zip.close()
  }
}

const capped = ({ compressedSize }: Entry): Transform => {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      const isBomb = bytes > FREE_BYTES && bytes > compressedSize * LARGEST_RATIO
      if (isBomb || bytes > LARGEST_PART)
        done(FileErrors.tooLarge("A part of the workbook", isBomb ? "is plausible" : "4 GiB"))
      else done(null, chunk)
    },
  })
}

/** Errors that we have named stay; any other says that the archive is broken. */
const damaged = (error: unknown): never => {
  if ((error as { type?: unknown }).type !== undefined) throw error
  throw FileErrors.malformedArchive(error instanceof Error ? error.message.slice(0, 200) : String(error))
}
