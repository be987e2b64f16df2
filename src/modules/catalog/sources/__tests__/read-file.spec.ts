import { Readable } from "node:stream"
import { gzipSync } from "node:zlib"
import type { SourceRow } from "../../types"
import { readFile } from "../read-file"
import { text, workbook } from "../xlsx/__tests__/workbook"

const HEADER = "sku,name,description\n"

const read = async (chunks: (string | Buffer)[]): Promise<SourceRow[]> => {
  const rows: SourceRow[] = []
  const file = Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
  for await (const row of readFile(() => Promise.resolve({ file, bytes: null }), { imageBaseUrl: null })) rows.push(row)
  return rows
}

const namesOf = async (chunks: (string | Buffer)[]) => (await read(chunks)).map(({ row }) => row?.name)

const exhaust = async (rows: AsyncGenerator<SourceRow, unknown, undefined>): Promise<void> => {
  while (!(await rows.next()).done);
}

describe("a CSV file", () => {
  it("is read whatever way it is cut into chunks", async () => {
    const text = Buffer.from(`\uFEFF${HEADER}A,"Tee, ""café""\n茶",x\r\n\r\nB,b,\n`)
    const expected = ['Tee, "café"\n茶', "b"]
    for (let size = 1; size <= text.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.subarray(i * size, (i + 1) * size)
      )
      expect(await namesOf(chunks)).toEqual(expected)
    }
  })

  it("counts rows as a spreadsheet does, also past cells with line breaks", async () => {
    const rows = await read([`${HEADER}A,"a\nb",x\n,no sku,\n`])
    expect(rows[1]?.rejections).toMatchObject([{ rowNumber: 3, code: "missing_sku" }])
  })

  it.each([
    ["nothing", "", "empty_file"],
    ["a mark and nothing", "\uFEFF", "empty_file"],
    ["line breaks alone", "\n\r\n\n", "empty_file"],
    ["a header alone", HEADER, "no_rows"],
    ["an open quote", `${HEADER}A,a,x\nB,"b,x\nC,c,x`, "malformed_file"],
    ["an apostrophe within a cell between single quotes", `'sku','name'\nA,a'b\n`, "malformed_file"],
    [
      "a truncated character at its end",
      Buffer.concat([Buffer.from(`${HEADER}A,a,`), Buffer.from([0xe2, 0x82])]),
      "wrong_encoding",
    ],
    ["an archive", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "binary_file"],
  ])("of %s is refused with a code", async (_, content, code) => {
    await expect(read([content])).rejects.toMatchObject({ code })
  })

  it("names the row in which a quote was opened", async () => {
    await expect(read([`${HEADER}A,a,x\nB,"b,x\nC,c,x`])).rejects.toThrow(/row 3/)
  })

  it("passes on what goes wrong while the file is fetched", async () => {
    const broken = new Readable({ read: () => undefined })
    broken.push(`${HEADER}A,a,x\n`)
    setImmediate(() => broken.destroy(new Error("connection lost")))
    const rows = readFile(() => Promise.resolve({ file: broken, bytes: null }), { imageBaseUrl: null })
    await expect(exhaust(rows)).rejects.toThrow("connection lost")
  })
})

describe("the size of a file", () => {
  const ROWS = 40_000
  const skus = Array.from({ length: ROWS }, (_, index) => `SKU-${10_000 + index}`)
  // It packs to a twentieth, as much text does.
  const csv = Buffer.from(HEADER + skus.map((sku) => `${sku},Item ${sku},${"Many words ".repeat(8)}\n`).join(""))
  const sheet = skus.map((sku) => `<row>${text(sku)}${text(`Item ${sku}`)}</row>`).join("")
  const inPieces = (bytes: Buffer) =>
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / 4_096) }, (_, at) => bytes.subarray(at * 4_096, (at + 1) * 4_096))
    )

  it.each([
    ["CSV", () => csv],
    ["compressed CSV", () => gzipSync(csv)],
    ["NDJSON", () => Buffer.from(skus.map((sku) => `{"sku":"${sku}","name":"Item"}\n`).join(""))],
    ["XLSX", () => workbook(sheet)],
  ])("tells how many rows are to be expected, long before the last: %s", async (_, make) => {
    const content = await make()
    const told: { read: number; expected: number }[] = []
    let read = 0
    const onExpected = (expected: number) => told.push({ read, expected })
    const open = () => Promise.resolve({ file: inPieces(content), bytes: content.length })
    const rows = readFile(open, { imageBaseUrl: null, onExpected })
    while (!(await rows.next()).done) read += 1
    expect(read).toBe(ROWS)
    const later = told.filter((at) => at.read > ROWS / 4)
    expect(later.length).toBeGreaterThan(3)
    for (const { expected } of later) expect(Math.abs(expected - ROWS)).toBeLessThan(ROWS / 4)
    expect(told.at(-1)?.expected).toBe(ROWS)
  })

  it("is not needed", async () => {
    const onExpected = jest.fn()
    const open = () => Promise.resolve({ file: inPieces(csv), bytes: null })
    await exhaust(readFile(open, { imageBaseUrl: null, onExpected }))
    expect(onExpected).not.toHaveBeenCalled()
  })
})
