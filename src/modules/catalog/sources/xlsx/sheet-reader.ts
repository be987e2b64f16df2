import { CatalogErrors } from "../../errors"
import { FileErrors } from "../file-errors"
import { MOST_COLUMNS } from "../header"
import type { RowBatch } from "../table"
import { unescapedCell } from "../unescape"
import { columnOf, dateText, decodeEscapes, numberText } from "./cell-text"
import type { Workbook } from "./workbook"
import type { XmlHandler } from "./xml"

/** The most text of a row, in characters: cells may refer to one long text again and again. */
const LARGEST_ROW = 32 * 1024 * 1024
const MOST_ROWS = 1_048_576

/** Gathers the rows of a sheet from its XML. Formulas count with the value that was last calculated. */
export class SheetReader implements XmlHandler {
  private ready: RowBatch[] = []
  private rows: string[][] = []
  private firstRow = 1
  private rowNumber = 0
  private cells: string[] = []
  private characters = 0
  private cell = { column: -1, type: "n", style: 0 }
  private value = ""
  private element = ""
  private isPhonetic = false

  /** How many cells the first row has: what is empty at the end of the others is not in the file. */
  private width = 0

  constructor(private readonly workbook: Workbook) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.element = name
    if (name === "row") {
      this.rowNumber = this.numberOf(attributes["r"])
      this.cells = []
      this.characters = 0
      this.cell.column = -1
    } else if (name === "c") {
      const { r, t = "n", s = "0" } = attributes
      const column = r === undefined ? this.cell.column + 1 : columnOf(r)
      this.cell = { column, type: t, style: Number(s) }
      this.value = ""
    } else if (name === "rPh") this.isPhonetic = true
  }

  /** `v` holds a value, `t` text that stands in the cell itself. */
  text(piece: string): void {
    if ((this.element !== "v" && this.element !== "t") || this.isPhonetic) return
    this.count(piece.length)
    this.value += piece
  }

  close(name: string): void {
    this.element = ""
    if (name === "rPh") this.isPhonetic = false
    if (name === "c") this.keepCell()
    if (name === "row") this.keepRow()
  }

  /** The rows that are complete. */
  take(): RowBatch[] {
    if (this.rows.length) this.ready.push({ firstRow: this.firstRow, rows: this.rows })
    this.rows = []
    const { ready } = this
    this.ready = []
    return ready
  }

  private keepCell(): void {
    const { column } = this.cell
    if (column < 0 || this.value === "") return
    if (column >= MOST_COLUMNS) throw FileErrors.tooManyColumns(column + 1, MOST_COLUMNS)
    while (this.cells.length < column) this.cells.push("")
    this.cells[column] = this.shown()
  }

  private shown(): string {
    const { type, style } = this.cell
    const { sharedStrings, dateStyles, isFrom1904 } = this.workbook
    switch (type) {
      case "s":
        return this.shared(sharedStrings[Number(this.value)] ?? "")
      case "b":
        return this.value.trim() === "1" ? "true" : "false"
      case "n":
        return dateStyles[style] ? dateText(this.value, isFrom1904) : numberText(this.value)
      default:
        return unescapedCell(decodeEscapes(this.value))
    }
  }

  private shared(text: string): string {
    this.count(text.length)
    return unescapedCell(decodeEscapes(text))
  }

  private count(characters: number): void {
    this.characters += characters
    if (this.characters > LARGEST_ROW)
      throw CatalogErrors.malformed(`Row ${this.rowNumber} holds more than 32 MiB of text: take some out of its cells`)
  }

  /** A row's number as the sheet says it, where it can be right: numbers rise, and end where a spreadsheet does. */
  private numberOf(text: string | undefined): number {
    const next = this.rowNumber + 1
    const number = Number(text ?? next)
    return Number.isInteger(number) && number >= next && number <= MOST_ROWS ? number : next
  }

  /** Rows that are empty or absent are no rows, but those below keep their numbers. */
  private keepRow(): void {
    if (!this.cells.some((cell) => cell.trim() !== "")) return
    if (this.width === 0) this.width = this.cells.length
    while (this.cells.length < this.width) this.cells.push("")
    if (this.rowNumber !== this.firstRow + this.rows.length) {
      const ready = this.take()
      this.ready = ready
      this.firstRow = this.rowNumber
    }
    if (this.rows.length === 0) this.firstRow = this.rowNumber
    this.rows.push(this.cells)
  }
}
