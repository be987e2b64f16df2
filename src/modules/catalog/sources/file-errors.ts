import { MedusaError } from "@medusajs/framework/utils"
import { storable } from "./storable"

const refused = (code: string, message: string) => new MedusaError(MedusaError.Types.INVALID_DATA, message, code)

const LONGEST_SHOWN = 100

const list = (names: readonly string[]): string => names.map((name) => `"${storable(name, LONGEST_SHOWN)}"`).join(", ")

/** Why a file can't be read as a whole; each names the cure. */
export const FileErrors = {
  otherEncoding: (declared: string, found: string) =>
    refused("wrong_encoding", `The file is ${found}, but its feed says encoding ${declared}: mend one of them`),
  mixedEncoding: (byte: number) =>
    refused(
      "wrong_encoding",
      `The file is partly UTF-8 and partly something else near byte ${byte}: save it as "CSV UTF-8" and upload it again`
    ),
  doubtfulEncoding: (byte: number, shown: string) =>
    refused(
      "wrong_encoding",
      `The file is not UTF-8 near byte ${byte}, and as Windows-1252 it would read "${shown}": save it as "CSV UTF-8", ` +
        `or set the feed's encoding if that is what it means`
    ),
  ambiguousDelimiter: (delimiters: readonly string[]) =>
    refused(
      "ambiguous_delimiter",
      `The header can be read with ${list(delimiters)} between its cells: set the feed's delimiter`
    ),
  ambiguousQuote: () =>
    refused(
      "ambiguous_quote",
      "Cells stand in single quotes, which may belong to them or not: set the feed's quote, or put cells in double quotes"
    ),
  malformedArchive: (reason: string) =>
    refused("malformed_archive", `The compressed file can't be unpacked (${reason}): compress it again`),
  tooLarge: (what: string, limit: string) =>
    refused("file_too_large", `${what} is larger than ${limit}: split the file, or send it uncompressed`),
  tooManyRows: (rows: number, most: number) =>
    refused("too_many_rows", `A workbook's sheet holds ${most} rows, the export has ${rows}: choose csv or ndjson`),
  tooManyColumns: (columns: number, most: number) =>
    refused(
      "too_many_columns",
      `There are ${columns} columns, and at most ${most} are read: remove those that the catalog does not need`
    ),
  controlCharacter: (name: string) =>
    refused("control_character", `The column ${list([name])} has a NUL in its name, which no text has: remove it`),
  otherFormat: (found: string, declared: string) =>
    refused("wrong_format", `The file is ${found}, but its feed says format ${declared}: mend one of them`),
  jsonArray: () =>
    refused(
      "malformed_file",
      'The file is a JSON array: write one object a line ("NDJSON"), without brackets and commas'
    ),
  unknownSheet: (sheet: string, known: readonly string[]) =>
    refused("unknown_sheet", `The workbook has no sheet "${sheet}"; it has ${list(known)}`),
  noSpreadsheet: () =>
    refused("binary_file", "The file is a damaged archive, or none of a workbook: upload CSV, NDJSON or XLSX"),
  missingCurrency: (layout: string) =>
    refused(
      "missing_currency",
      `Prices of ${layout} name no currency: set "currency" in the feed's settings or the catalog's sync_settings`
    ),
  unmappedColumns: (columns: readonly string[], known: readonly string[]) =>
    refused(
      "unknown_column",
      `The mapping names ${list(columns)}, which the header lacks; it has ${list(known.slice(0, 100))}`
    ),
  badMapping: (columns: readonly string[]) =>
    refused("unknown_column", `The mapping fills ${list(columns)}, which are no columns of ours`),
}
