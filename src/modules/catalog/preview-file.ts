import { MedusaError } from "@medusajs/framework/utils"
import type { Readable } from "node:stream"
import { type ColumnMapping, guessMapping } from "./sources/guess-mapping"
import { type FileOptions, readFile } from "./sources/read-file"
import type { Detection } from "./sources/table"
import type { Rejection, RunFailure, SourceRow } from "./types"

export { fileFormSettings } from "./sources/file-settings"

/** Rows that a preview shows. */
const SHOWN_ROWS = 10

/** What an import would make of a file's beginning. */
export type FilePreview = {
  /** Null when the file could not even be told. */
  detected: Detection | null
  /** Which columns may be ours, where no layout fits. */
  guess: ColumnMapping | null
  rows: { row_number: number; item: unknown; errors: Rejection[] }[]
  /** Why the file can't be read as a whole, as far as its beginning shows. */
  error: RunFailure | null
}

/** Reads the beginning of a file as an import would, and keeps nothing of it. */
export const previewFile = async (file: Readable, options: FileOptions): Promise<FilePreview> => {
  const preview: FilePreview = { detected: null, guess: null, rows: [], error: null }
  const onDetected = (detected: Detection) => {
    preview.detected = detected
    if (detected.layout === null && detected.header.length) preview.guess = guessMapping(detected.header)
  }
  try {
    for await (const row of readFile(() => Promise.resolve({ file, bytes: null }), { ...options, onDetected })) {
      preview.rows.push(shown(row))
      if (preview.rows.length >= SHOWN_ROWS) break
    }
  } catch (error) {
    if (!(error instanceof MedusaError)) throw error
    preview.error = { code: error.code ?? error.type, message: error.message }
  }
  return preview
}

const shown = ({ row, rejections }: SourceRow): FilePreview["rows"][number] => ({
  row_number: row?.rowNumber ?? rejections[0]?.rowNumber ?? 0,
  item: row ? (JSON.parse(row.content) as unknown) : null,
  errors: rejections,
})
