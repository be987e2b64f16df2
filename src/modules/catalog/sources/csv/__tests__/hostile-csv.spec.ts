import { Readable } from "node:stream"
import { cut, faultsOf, readPieces } from "../../__tests__/read-file"
import { detectCsv, readCsv } from "../read-csv"

const PIECE = [64 * 1024]
const HEADER = "sku,name\n"
const pieces = (text: string) => cut(Buffer.from(text), PIECE)

/** What breaks a process is one record of these, not the file. */
const DELIMITERS = ",".repeat(1_200_000)

describe("a record of nothing but delimiters", () => {
  const refused = { code: "malformed_file", message: expect.stringContaining("Row 3 ") as string }

  it("is refused as one of too much text is, with its row", async () => {
    await expect(readPieces(pieces(`${HEADER}A,a\n\n,\n${DELIMITERS}\nB,b\n`))).rejects.toMatchObject(refused)
  })

  it("is refused also where cells with line breaks stand between them", async () => {
    const record = `${",".repeat(100_000)}"\n"`.repeat(12)
    await expect(readPieces(pieces(`${HEADER}A,a\n${record}\n`))).rejects.toMatchObject(refused)
  })

  it("is a faulty row below that size", async () => {
    const file = pieces(`${HEADER}${",".repeat(200_000)}x\nB,b\n`)
    await expect(faultsOf(file)).resolves.toEqual(["2 row wrong_cell_count"])
  })

  it("is not made of many that are empty", async () => {
    const header = ["sku", "name", ...Array.from({ length: 18 }, (_, index) => `attribute:${index}`)].join(",")
    const empty = `${",".repeat(19)}\n`
    const file = pieces(`${header}\nA,a${empty.slice(1)}${empty.repeat(60_000)},no sku${empty.slice(1)}`)
    await expect(faultsOf(file)).resolves.toEqual(["3 sku missing_sku"])
  })
})

describe("rows that are handed on at once", () => {
  const sizesOf = async (text: string): Promise<number[]> => {
    const form = detectCsv(Buffer.from(text.slice(0, 1_000)), false, () => true, { delimiter: ",", quote: '"' })
    const sizes: number[] = []
    for await (const { rows } of readCsv(Readable.from(pieces(text)), form, {})) sizes.push(rows.length)
    return sizes
  }

  it("are fewer when they are long", async () => {
    const short = "A,a\n".repeat(64)
    const long = `A,${"x".repeat(600_000)}\n`.repeat(4)
    await expect(sizesOf(short + long)).resolves.toEqual([64, 2, 2])
  })
})
