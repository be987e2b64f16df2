import fc from "fast-check"
import { gzipSync } from "node:zlib"
import { columnsOf } from "../../export/columns"
import type { ExportedItem, ExportShape } from "../../export/exported-items"
import { writeCsv } from "../../export/write-csv"
import { writeNdjson } from "../../export/write-ndjson"
import { writeXlsx } from "../../export/write-xlsx"
import type { ImportRow } from "../../types"
import { layoutOf } from "../layout"
import { normaliseRow } from "../normalise"
import type { TextHints } from "../table"
import { cut, goodRows, readPieces } from "./read-file"

// The gate tries the same cases each time, so that a red one is a change's fault; `npm run test:full` looks for new ones.
if (process.env["GALLERIA_TEST_FULL"] !== "true") fc.configureGlobal({ seed: 1 })

/** Text as cells hold it: trimmed, without NUL, and not what an import would take a quote away from. */
const cellText = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .map((text) => text.replaceAll("\u0000", "").trim())
  .filter((text) => !/^'+[=+\-@\t\r]/.test(text))

/** Letters that Windows-1252 has, none of which looks like another encoding. */
const westernText = fc
  .string({ unit: fc.constantFrom(...Array.from("abc xyzÉéàüñçß,;|'\"€–’\n")), maxLength: 20 })
  .map((text) => text.trim())
const sku = fc.uint8Array({ minLength: 4, maxLength: 12 }).map((bytes) => `S${Buffer.from(bytes).toString("hex")}`)

const wrapped = (cell: string, quote: string) => quote + cell.replaceAll(quote, quote + quote) + quote

type Written = {
  delimiter: NonNullable<TextHints["delimiter"]>
  quote: '"' | "'"
  lineBreak: string
  quotesAll: boolean
}

const dialect: fc.Arbitrary<Written> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  quote: fc.constantFrom('"', "'"),
  lineBreak: fc.constantFrom("\n", "\r\n"),
  quotesAll: fc.boolean(),
})

const written = (rows: readonly (readonly string[])[], { delimiter, quote, lineBreak, quotesAll }: Written): string =>
  rows
    .map((row) =>
      row.map((cell) => (quotesAll || /[,;\t|"'\r\n]/.test(cell) ? wrapped(cell, quote) : cell)).join(delimiter)
    )
    .join(lineBreak)

const encoded = {
  "utf-8": (text: string) => Buffer.from(text),
  "utf-8 with a mark": (text: string) => Buffer.from(`\uFEFF${text}`),
  "utf-16le": (text: string) => Buffer.from(text, "utf16le"),
  "utf-16be with a mark": (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
}

const HEADER = ["sku", "name", "description", "attribute:note"]

describe("a table", () => {
  it("comes back from any delimiter, quote, encoding, packing and cutting, or is refused", async () => {
    const row = fc.tuple(
      sku,
      cellText.filter((text) => text !== ""),
      cellText,
      cellText
    )
    const encoding = fc.constantFrom(...(Object.keys(encoded) as (keyof typeof encoded)[]))
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    let refusals = 0
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        dialect,
        encoding,
        sizes,
        fc.boolean(),
        async (rows, form, name, cuts, packs) => {
          const bytes = encoded[name](written([HEADER, ...rows], form))
          runs += 1
          try {
            const read = await goodRows(cut(packs ? gzipSync(bytes) : bytes, cuts))
            expect(
              read.map((item) => [item.sku, item.name, item.description ?? "", item.attributes["note"] ?? ""])
            ).toEqual(rows)
          } catch (error) {
            // Where nobody could tell, the file is refused; it is never read as something else.
            if (!["ambiguous_quote"].includes(String((error as { code?: unknown }).code))) throw error
            refusals += 1
          }
        }
      ),
      { numRuns: 300 }
    )
    expect(refusals / runs).toBeLessThan(0.4)
  })

  it("comes back from Windows-1252, or is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(sku, westernText), { minLength: 1, maxLength: 6 }), async (rows) => {
        const text = written([["sku", "name"], ...rows.map(([key, name]) => [key, `n ${name}`.trim()])], {
          delimiter: ";",
          quote: '"',
          lineBreak: "\n",
          quotesAll: true,
        })
        const bytes = Buffer.from(
          Array.from(text).map((letter) => ({ "€": 0x80, "–": 0x96, "’": 0x92 })[letter] ?? letter.charCodeAt(0))
        )
        try {
          const read = await goodRows([bytes])
          expect(read.map(({ name }) => name)).toEqual(rows.map(([, name]) => `n ${name}`.trim()))
        } catch (error) {
          if ((error as { code?: unknown }).code !== "wrong_encoding") throw error
        }
      }),
      { numRuns: 200 }
    )
  })
})

describe("normalising", () => {
  it("never throws, and answers a row or its rejections", () => {
    const header = [
      "sku",
      "name",
      "product",
      "price",
      "currency",
      "price:eur",
      "cost:eur",
      "stock",
      "image",
      "active",
      "option:Size",
      "handle",
    ]
    const layouts = [layoutOf(header), { ...layoutOf(header), hasDecimalComma: true }]
    fc.assert(
      fc.property(
        fc.constantFrom(...layouts),
        fc.array(fc.string({ unit: "binary" }), { maxLength: 15 }),
        (layout, cells) => {
          const { row, rejections } = normaliseRow(layout, cells, 2, { imageBaseUrl: null })
          expect(row === null).toBe(rejections.length > 0)
        }
      ),
      { numRuns: 2_000 }
    )
  })

  it("of any bytes answers rows or refuses with a code", async () => {
    const start = fc.constantFrom(
      "",
      "sku,name\n",
      "{",
      '{"sku":"A","name":"b"}\n',
      "PK\u0003\u0004",
      "\u001f\u008b",
      "\u00ff\u00fe",
      "Handle,Title,Option1 Name,Variant Price\n"
    )
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (head, bytes) => {
        const file = Buffer.concat([Buffer.from(head, "latin1"), bytes])
        await readPieces([file]).catch((error: unknown) =>
          expect(error).toMatchObject({ code: expect.any(String) as string })
        )
      }),
      { numRuns: 500 }
    )
  })
})

const itemOf = (row: ImportRow): ExportedItem => JSON.parse(row.content) as ExportedItem

async function* batchOf(items: ExportedItem[]): AsyncGenerator<ExportedItem[], void, undefined> {
  yield await Promise.resolve(items)
}

const shape = (items: ExportedItem[]): ExportShape => {
  const keys = (of: (item: ExportedItem) => object) => [...new Set(items.flatMap((item) => Object.keys(of(item))))]
  const { prices, costs, attributes } = {
    prices: keys((item) => item.prices),
    costs: keys((item) => item.costs ?? {}),
    attributes: keys((item) => item.attributes),
  }
  return { rows: items.length, prices, costs, attributes, options: items.map(({ options }) => Object.keys(options)) }
}

const bytesOf = async (stream: AsyncIterable<string | Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

describe("an export", () => {
  const text = fc
    .oneof(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom("=1+1", "+a", "-a", "@a", "''=x", "'x", "_x0041_", "a\u000Bb")
    )
    .map((value) => value.replaceAll("\u0000", "").trim())
  const amount = fc.tuple(fc.nat(999_999), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`)
  const cells = fc.tuple(
    sku,
    text.filter((value) => value !== ""),
    text,
    text,
    amount,
    amount,
    text
  )
  const header = ["sku", "name", "description", "category", "price:eur", "stock", "attribute:note"]

  it.each(["csv", "ndjson", "xlsx"])("as %s is read back to the same items", async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 5 }), async (table) => {
        const layout = layoutOf(header)
        const rows = table.flatMap(
          (row, index) => normaliseRow(layout, row, index + 2, { imageBaseUrl: null }).row ?? []
        )
        if (rows.length === 0) return
        const items = rows.map(itemOf)
        const columns = columnsOf(shape(items))
        const written =
          format === "csv"
            ? writeCsv(columns, batchOf(items))
            : format === "ndjson"
              ? writeNdjson(shape(items), batchOf(items))
              : writeXlsx(columns, batchOf(items))
        const again = await goodRows([await bytesOf(written as AsyncIterable<string | Buffer>)])
        expect(again.map(({ contentHash }) => contentHash)).toEqual(rows.map(({ contentHash }) => contentHash))
      }),
      { numRuns: format === "xlsx" ? 60 : 200 }
    )
  })
})
