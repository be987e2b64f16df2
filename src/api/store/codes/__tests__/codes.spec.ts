import { replaceCodes } from "../answer-own-codes"
import { ownCode, storedCodes } from "../own-code"
import { searchPatterns, withStoredCodes } from "../typed-codes"

const keys = new Set(["k1234567", "shared00"])

describe("an own code", () => {
  it("loses the key of a catalog that the site can sell from, and only that", () => {
    expect(ownCode("k1234567:MUG-1", ":", keys)).toBe("MUG-1")
    expect(ownCode("shared00:A:B", ":", keys)).toBe("A:B")
    expect(ownCode("foreign0:MUG-1", ":", keys)).toBe("foreign0:MUG-1")
    expect(ownCode("k1234567-mug", ":", keys)).toBe("k1234567-mug")
    expect(ownCode("MUG-1", ":", keys)).toBe("MUG-1")
  })

  it("is replaced wherever it stands in an answer, and nothing else is", () => {
    const created_at = new Date(0)
    const answer = {
      products: [
        {
          title: "k1234567:MUG-1",
          handle: "k1234567-mug",
          created_at,
          variants: [{ sku: "k1234567:MUG-1", barcode: null, ean: "k1234567:1", upc: undefined }],
        },
      ],
      cart: { items: [{ variant_sku: "MUG-1" }] },
    }
    replaceCodes(answer, keys)
    expect(answer.products).toEqual([
      {
        title: "k1234567:MUG-1",
        handle: "mug",
        created_at,
        variants: [{ sku: "MUG-1", barcode: null, ean: "1", upc: undefined }],
      },
    ])
    expect(answer.cart.items[0]?.variant_sku).toBe("MUG-1")
  })
})

describe("a typed code", () => {
  it("is looked up in each namespace of the site, and as it is for products that no catalog made", () => {
    expect(storedCodes("MUG-1", ":", keys)).toEqual(["MUG-1", "k1234567:MUG-1", "shared00:MUG-1"])
  })

  it("never means the stored form of a code", () => {
    expect(storedCodes("k1234567:MUG-1", ":", keys)).not.toContain("k1234567:MUG-1")
  })

  it("is found below variants, $and and $or, as one value or several", () => {
    const one = new Set(["k1234567"])
    expect(
      withStoredCodes(
        {
          title: "MUG-1",
          handle: "mug",
          variants: { sku: ["A", "B"], $or: [{ upc: "1" }] },
          $and: [{ handle: "mug" }],
          created_at: { $gt: "2020" },
          categories: undefined,
        },
        one
      )
    ).toEqual({
      title: "MUG-1",
      handle: ["mug", "k1234567-mug"],
      variants: { sku: ["A", "k1234567:A", "B", "k1234567:B"], $or: [{ upc: ["1", "k1234567:1"] }] },
      $and: [{ handle: ["mug", "k1234567-mug"] }],
      created_at: { $gt: "2020" },
      categories: undefined,
    })
  })

  it("is searched word by word, and literally", () => {
    expect(searchPatterns("  blue 50% a_b c\\d ")).toEqual(["%blue%", "%50\\%%", "%a\\_b%", "%c\\\\d%"])
    expect(searchPatterns("   ")).toEqual([])
  })
})
