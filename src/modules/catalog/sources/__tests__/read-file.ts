import { Readable } from "node:stream"
import type { ImportRow, SourceRow } from "../../types"
import { type FileOptions, readFile } from "../read-file"

/** Reads a file that comes in the given pieces. */
export const readPieces = async (
  pieces: readonly (string | Uint8Array)[],
  options: Partial<FileOptions> = {}
): Promise<SourceRow[]> => {
  const rows: SourceRow[] = []
  const file = Readable.from(pieces.map((piece) => Buffer.from(piece)))
  for await (const row of readFile(() => Promise.resolve({ file, bytes: null }), { imageBaseUrl: null, ...options }))
    rows.push(row)
  return rows
}

/** Cuts bytes into pieces of the given sizes, over and over. */
export const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** The rows of a file that has no faulty ones. */
export const goodRows = async (...input: Parameters<typeof readPieces>): Promise<ImportRow[]> =>
  (await readPieces(...input)).map(({ row, rejections }) => {
    if (!row) throw new Error(JSON.stringify(rejections))
    return row
  })

/** What is wrong with the rows of a file: row, column and code of each. */
export const faultsOf = async (...input: Parameters<typeof readPieces>): Promise<string[]> =>
  (await readPieces(...input)).flatMap(({ rejections }) =>
    rejections.map(({ rowNumber, column, code }) => `${rowNumber} ${column ?? "row"} ${code}`)
  )
