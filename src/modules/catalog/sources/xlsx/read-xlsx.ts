import type { Readable } from "node:stream"
import type { RowBatch } from "../table"
import { Archive } from "./archive"
import { SheetReader } from "./sheet-reader"
import { spool } from "./spool"
import { readWorkbook } from "./workbook"
import { readXml } from "./xml"

/** Which sheet is read, and who is told of it and its header, and of what part of it, up to 1, has been read. */
export type XlsxOptions = {
  readonly sheet?: string | undefined
  readonly onSheet?: (name: string, header: readonly string[]) => void
  readonly onShare?: (share: number) => void
}

/**
 * Reads one sheet of a workbook row by row. The file lies on the disk meanwhile; in memory are one piece of the sheet
 * and the workbook's table of texts. Numbers lose what is noise, dates become `2026-11-21`.
 */
export async function* readXlsx(file: Readable, { sheet, onSheet, onShare }: XlsxOptions): AsyncGenerator<RowBatch> {
  const spooled = await spool(file)
  try {
    const archive = await Archive.open(spooled.path)
    try {
      const workbook = await readWorkbook(archive, sheet)
      const reader = new SheetReader(workbook)
      let isFirst = true
      const pieces = readXml(archive.text(workbook.sheet.part, onShare), reader)
      for (let isDone = false; !isDone;) {
        isDone = (await pieces.next()).done ?? false
        for (const batch of reader.take()) {
          if (isFirst) onSheet?.(workbook.sheet.name, batch.rows[0] ?? [])
          isFirst = false
          yield batch
        }
      }
    } finally {
      archive.close()
    }
  } finally {
    await spooled.remove()
  }
}
