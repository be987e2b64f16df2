import { toUSVString } from "node:util"
import { layoutOf } from "../layout"
import { normaliseRow, slugOf } from "../normalise"

const HEADER = ["sku", "name", "price", "currency", "price:eur", "stock", "image", "active", "style", "option:Size"]
const CELLS = ["A-1", "Mug", "0129.90", "USD", "9", "05", "https://x.example/a.jpg", "", "round", "S"]

const read = (changes: Record<string, string> = {}, imageBaseUrl: string | null = null) => {
  const cells = HEADER.map((name, index) => changes[name] ?? CELLS[index] ?? "")
  return normaliseRow(layoutOf(HEADER), cells, 2, { imageBaseUrl })
}

const rowOf = (...input: Parameters<typeof read>) => {
  const { row, rejections } = read(...input)
  if (!row) throw new Error(JSON.stringify(rejections))
  return row
}

const codesOf = (changes: Record<string, string>) =>
  read(changes).rejections.map(({ column, code }) => `${column ?? "row"} ${code}`)

describe("a row", () => {
  it("is brought to one form, whatever way it was written", () => {
    expect(rowOf()).toMatchObject({
      sku: "A-1",
      productKey: "A-1",
      handle: "mug",
      prices: { usd: "129.9", eur: "9" },
      stock: "5",
      isActive: true,
      options: { Size: "S" },
      variantTitle: "S",
      attributes: { style: "round" },
      raw: { price: "0129.90", stock: "05" },
    })
  })

  it("hashes alike when it means the same, and differently when it does not", () => {
    const { contentHash } = rowOf()
    expect(rowOf({ price: "129.9", stock: "5", active: "yes", name: " Mug " }).contentHash).toBe(contentHash)
    const changes = [{ price: "129.91" }, { stock: "" }, { active: "no" }, { style: "" }, { "option:Size": "M" }]
    const hashes = changes.map((change) => rowOf(change as Record<string, string>).contentHash)
    expect(new Set([contentHash, ...hashes]).size).toBe(changes.length + 1)
  })

  it("says of every faulty cell what is wrong with it", () => {
    expect(codesOf({ sku: " ", price: "-1", stock: "many", active: "perhaps", image: "https://" }).sort()).toEqual([
      "active not_a_boolean",
      "image not_a_url",
      "price negative_price",
      "sku missing_sku",
      "stock not_a_number",
    ])
    expect(codesOf({ currency: "" })).toEqual(["currency unknown_currency"])
    expect(codesOf({ sku: "x".repeat(129) })).toEqual(["sku too_long"])
    expect(codesOf({ "option:Size": "x".repeat(10_001) })).toEqual(["option:Size too_long"])
  })

  it("completes relative image names, and drops them without an address", () => {
    expect(rowOf({ image: "a.jpg|a.jpg|b.jpg" }, "https://img.example/").images).toEqual([
      "https://img.example/a.jpg",
      "https://img.example/b.jpg",
    ])
    expect(rowOf({ image: "a.jpg" }).images).toEqual([])
  })

  it("keeps nothing in an error that Postgres could not store", () => {
    const faulty = [read({ name: "a\u0000b" }), read({ price: `\uD83D${"x".repeat(300)}` })]
    const rejections = faulty.flatMap((result) => result.rejections)
    for (const { message, value } of rejections) {
      expect(toUSVString(`${message}${value ?? ""}`)).toBe(`${message}${value ?? ""}`)
      expect(`${message}${value ?? ""}`).not.toContain("\u0000")
    }
    expect(rejections).toHaveLength(2)
  })
})

describe("a slug", () => {
  it.each([
    ["Café Crème!", "cafe-creme"],
    ["  --A & B--  ", "a-b"],
    ["茶", ""],
    ["x".repeat(300), "x".repeat(150)],
    [`${"x".repeat(149)} y`, "x".repeat(149)],
  ])("of %j is %j", (text, slug) => {
    expect(slugOf(text)).toBe(slug)
  })
})

describe("a header", () => {
  it("is read without regard to case and to empty cells at its end", () => {
    expect(layoutOf([" SKU", "Name ", "", ""]).header).toEqual(["SKU", "Name"])
  })

  it.each([
    [["sku", "name", "Farbe"], "unknown_column"],
    [["sku", "name", "price:"], "unknown_column"],
    [["sku", "name", "", "price"], "unknown_column"],
    [["sku", "SKU", "name"], "duplicate_column"],
    [["sku"], "missing_column"],
  ])("%j is refused with %s", (cells, code) => {
    expect(() => layoutOf(cells)).toThrow(expect.objectContaining({ code }) as Error)
  })
})
