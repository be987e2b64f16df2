import { faultsOf, goodRows, readPieces } from "../../__tests__/read-file"
import type { Detection } from "../../table"

const latin = (text: string) => Buffer.from(text, "latin1")
const refused = (code: string) => ({ code })

const detectionOf = async (content: string | Buffer): Promise<Detection | undefined> => {
  const found: Detection[] = []
  await readPieces([content], { onDetected: (detection) => found.push(detection) })
  return found[0]
}

describe("a delimiter", () => {
  it.each([",", ";", "\t", "|"])("%j is known by the header", async (delimiter) => {
    const file = [
      ["sku", "name", "description"],
      ["A", "x,y;z", ""],
    ].map((row) => row.map((cell) => `"${cell}"`).join(delimiter))
    await expect(detectionOf(file.join("\n"))).resolves.toMatchObject({ delimiter, quote: '"', layout: "galleria" })
  })

  it("is not guessed from what stands in the rows", async () => {
    const rows = await goodRows(["sku,name\nA,1;2;3;4;5\nB,a|b|c|d\n"])
    expect(rows.map(({ name }) => name)).toEqual(["1;2;3;4;5", "a|b|c|d"])
  })

  it("that two readings of the header allow is refused, and can be set", async () => {
    const header = "attribute:a;sku;name;attribute:b,sku,name"
    await expect(readPieces([`${header}\nx,A,n\n`])).rejects.toMatchObject(refused("ambiguous_delimiter"))
    await expect(goodRows([`${header}\nx,A,n\n`], { delimiter: "," })).resolves.toMatchObject([{ sku: "A" }])
  })
})

describe("a number", () => {
  const amount = async (text: string, delimiter = ";") =>
    (await goodRows([`sku${delimiter}name${delimiter}price:eur\nA${delimiter}n${delimiter}${text}\n`]))[0]?.prices[
      "eur"
    ]

  it.each([
    ["1299,90", "1299.9"],
    ["1299.90", "1299.9"],
    ["0,125", "0.125"],
    ["1299,905", "1299.905"],
    ["7", "7"],
  ])("%j between semicolons is %s", async (text, expected) => {
    await expect(amount(text)).resolves.toBe(expected)
  })

  it.each(["1,234", "1.234", "12,500", "999.000"])("%j between semicolons is left to no guess", async (text) => {
    await expect(faultsOf([`sku;name;price:eur\nA;n;${text}\n`])).resolves.toEqual(["2 price:eur ambiguous_number"])
  })

  it("has no decimal comma and no thousands signs between commas", async () => {
    const lines = ["sku,name,price:eur", 'A,n,"1299,90"', 'B,n,"1,234.50"', "C,n,1.234"]
    await expect(faultsOf([lines.join("\n")])).resolves.toEqual([
      "2 price:eur not_a_number",
      "3 price:eur not_a_number",
    ])
  })
})

describe("single quotes", () => {
  it("wrap cells where the header or the rows can't be read otherwise", async () => {
    await expect(goodRows(["'sku','name'\n'A','it''s'\n"])).resolves.toMatchObject([{ name: "it's" }])
    await expect(goodRows(["sku,name\nA,'one, two'\nB,'three'\n"])).resolves.toMatchObject([
      { name: "one, two" },
      { name: "three" },
    ])
  })

  it("belong to a cell that is one of others", async () => {
    const rows = await goodRows(["sku,name\nA,'s-Hertogenbosch\nB,'quoted'\nC,it's\n"])
    expect(rows.map(({ name }) => name)).toEqual(["'s-Hertogenbosch", "'quoted'", "it's"])
  })

  it("that may belong to their cell or not are left to no guess", async () => {
    await expect(goodRows(["sku,name\nA,\"one\"\nB,'two'\n"])).resolves.toMatchObject([
      { name: "one" },
      { name: "'two'" },
    ])
    await expect(readPieces(["sku,name\nA,'one'\nB,two\n"])).rejects.toMatchObject(refused("ambiguous_quote"))
    await expect(goodRows(["sku,name\nA,'one'\nB,'two'\n"], { quote: "'" })).resolves.toMatchObject([
      { name: "one" },
      { name: "two" },
    ])
  })

  it("that keep a spreadsheet from running a cell are taken away, once", async () => {
    const rows = await goodRows(["sku,name\nA,'=1+1\nB,''=1+1\nC,'plain\nD,'-5\n"])
    expect(rows.map(({ name }) => name)).toEqual(["=1+1", "'=1+1", "'plain", "-5"])
  })
})

describe("an encoding", () => {
  it.each([
    ["UTF-8 with a mark", Buffer.from("\uFEFFsku,name\nA,Café\n"), "utf-8"],
    ["UTF-8", Buffer.from("sku,name\nA,茶 Café\n"), "utf-8"],
    ["ASCII", Buffer.from("sku,name\nA,Coffee\n"), "ascii"],
    ["Windows-1252", latin("sku,name\nA,Caf\u00e9 \u0080 5\u00b0 m\u00b2 it\u0092s\n"), "windows-1252"],
    ["UTF-16 LE with a mark", Buffer.from("\uFEFFsku,name\nA,茶\n", "utf16le"), "utf-16le"],
    ["UTF-16 BE without a mark", Buffer.from("sku,name\nA,茶\n", "utf16le").swap16(), "utf-16be"],
  ])("is known: %s", async (_, content, encoding) => {
    await expect(detectionOf(content)).resolves.toMatchObject({ encoding })
  })

  it("may show itself only after megabytes", async () => {
    const filler = Array.from({ length: 40_000 }, (_, index) => `F${index},${"x".repeat(20)}`).join("\n")
    const rows = await goodRows([`sku,name\n${filler}\n`, latin("Z,Caf\u00e9\n")])
    expect(rows.at(-1)?.name).toBe("Café")
    const mixed = [`sku,name\nA,Café\n${filler}\n`, latin("Z,Caf\u00e9\n")]
    await expect(readPieces(mixed)).rejects.toMatchObject(refused("wrong_encoding"))
  })

  it("ends a word with ß before a closing quote as Windows-1252 has it", async () => {
    await expect(goodRows([latin("sku,name\nA,\u0084Spa\u00df\u0093 \u00fcberall\n")])).resolves.toMatchObject([
      { name: "„Spaß“ überall" },
    ])
    await expect(readPieces([latin("sku,name\nA,Spa\u00df\u0093\n")])).rejects.toMatchObject(refused("wrong_encoding"))
  })

  it.each([
    ["an accented letter and two marks", "\u00e7\u0080\u0092"],
    ["an accented letter and one mark", "CAF\u00c9\u0094"],
    ["an accented letter and three marks", "\u00f3\u0094\u0096\u0094"],
    ["several such words", "CAF\u00c9\u0094 caf\u00e9\u0094\u0085"],
  ])("proves nothing by what Western text makes by chance: %s", async (_, cell) => {
    const content = latin(`sku,name\nA,${cell}\n`)
    await expect(readPieces([content])).rejects.toMatchObject(refused("wrong_encoding"))
    const [first, second] = await goodRows([content, latin("B,\u00fcber\n")], { encoding: "windows-1252" })
    expect(second?.name).toBe("über")
    const [guessed] = await goodRows([Buffer.concat([content, latin("B,\u00fcber\n")])])
    expect(guessed?.name).toBe(first?.name)
  })

  it.each(["10 Ω", "10 €", "8–10", "Й", "茶", "10 km²", "e\u0301", "🎁"])(
    "is UTF-8 by a single character of it: %s",
    async (cell) => {
      await expect(goodRows([Buffer.from(`sku,name\nA,${cell}\n`)])).resolves.toMatchObject([{ name: cell }])
    }
  )

  it.each([
    ["Polish in Windows-1250", latin("sku,name\nA,ko\u00b3o\n")],
    ["Cyrillic in Windows-1251", latin("sku,name\nA,\u00ca\u00f0\u00f3\u00e6\u00ea\u00e0\n")],
    ["Macintosh text", latin("sku,name\nA,caf\u008es\n")],
    ["DOS text", latin("sku,name\nA,f\u0081r\n")],
    [
      "Japanese in Shift JIS",
      Buffer.from([
        ...latin("sku,name\nA,"),
        0x93,
        0xfa,
        0x96,
        0x7b,
        0x8c,
        0xea,
        0x82,
        0xcc,
        0x90,
        0xbb,
        0x95,
        0x69,
        0x0a,
      ]),
    ],
    ["UTF-8 and Latin-1 in one", Buffer.concat([Buffer.from("sku,name\nA,Café\nB,Cr"), latin("\u00e8me\n")])],
    ["a cut character", Buffer.from([...latin("sku,name\nA,caf"), 0xc3])],
    ["half a UTF-16 character", Buffer.from("\uFEFFsku,name\nA,b\n", "utf16le").subarray(0, -1)],
    [
      "half a surrogate pair",
      Buffer.concat([Buffer.from("\uFEFFsku,name\nA,", "utf16le"), Buffer.from([0x3d, 0xd8, 0x0a, 0])]),
    ],
  ])("that can't be told is refused: %s", async (_, content) => {
    await expect(readPieces([content])).rejects.toMatchObject(refused("wrong_encoding"))
  })

  it("that is declared is believed, unless the file says otherwise", async () => {
    const file = latin("sku,name\nA,ko\u00b3o\n")
    await expect(goodRows([file], { encoding: "windows-1252" })).resolves.toMatchObject([{ name: "ko³o" }])
    await expect(readPieces([file], { encoding: "utf-8" })).rejects.toMatchObject(refused("wrong_encoding"))
    await expect(readPieces(["\uFEFFsku,name\nA,b\n"], { encoding: "windows-1252" })).rejects.toMatchObject(
      refused("wrong_encoding")
    )
  })
})

describe("line breaks", () => {
  it.each(["\n", "\r\n", "\r"])("%j end rows", async (lineBreak) => {
    const rows = await goodRows([["sku,name", "A,a", "B,b"].join(lineBreak)])
    expect(rows.map(({ name }) => name)).toEqual(["a", "b"])
  })

  it("of two kinds in one file don't join rows", async () => {
    const rows = await goodRows(["sku,name\r\nA,a\nB,b\r\nC,c\n"])
    expect(rows.map(({ sku, name }) => sku + name)).toEqual(["Aa", "Bb", "Cc"])
  })
})
