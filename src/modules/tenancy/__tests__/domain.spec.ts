import { domainRows, normaliseDomain } from "../validation/domain"

const label = "a".repeat(63)

describe("the form in which a domain is stored", () => {
  it.each([
    ["upper case", "Shop.Example.COM", "shop.example.com"],
    ["space around it", "  shop.example.com\n", "shop.example.com"],
    ["the root's trailing dot", "shop.example.com.", "shop.example.com"],
    ["an international name", "Bücher.example", "xn--bcher-kva.example"],
    ["an international name in its decomposed form", "bu\u0308cher.example", "xn--bcher-kva.example"],
    ["an international name that is ASCII already", "XN--Bcher-KVA.example", "xn--bcher-kva.example"],
    ["an ideographic full stop", "例え。テスト", "xn--r8jz45g.xn--zckzah"],
    ["an emoji", "💩.la", "xn--ls8h.la"],
    ["a number in front", "3m.example", "3m.example"],
    ["a hyphen inside", "my-shop.example", "my-shop.example"],
    ["the longest label", `${label}.example`, `${label}.example`],
    ["this machine by name", "localhost", "localhost"],
    ["a name below localhost", "Acme.localhost", "acme.localhost"],
    ["this machine by address", "127.0.0.1", "127.0.0.1"],
  ])("takes %s", (_, written, stored) => {
    expect(normaliseDomain(written)).toBe(stored)
  })

  it.each([
    ["nothing", "", "write a name"],
    ["a scheme", "https://shop.example.com", "scheme"],
    ["a port", "shop.example.com:8080", "port"],
    ["a full-width colon", "shop.example.com：8080", "port"],
    ["a path", "shop.example.com/de", "path"],
    ["a query", "shop.example.com?a=b", "path"],
    ["a user", "me@shop.example.com", "user"],
    ["a wildcard", "*.example.com", "wildcards"],
    ["an underscore", "my_shop.example.com", "underscore"],
    ["a space inside", "my shop.example.com", "character"],
    ["an escape", "%73hop.example.com", "character"],
    ["an empty label", "shop..example.com", "full name"],
    ["a label of 64 characters", `a${label}.example`, "full name"],
    ["254 characters", `${`${label}.`.repeat(3)}${"b".repeat(54)}.example`, "longer than 253"],
    ["a hyphen in front", "-shop.example.com", "full name"],
    ["a single label", "intranet", "full name"],
    ["another machine's address", "10.0.0.1", "full name"],
    ["an address in hexadecimal", "0x7f.1.example.0x1", "full name"],
    ["broken punycode", "xn--a.example", "full name"],
    ["an address of version 6", "[::1]", "port"],
  ])("refuses %s, and says what to do", (_, written, cure) => {
    expect(() => normaliseDomain(written)).toThrow(
      expect.objectContaining({ type: "invalid_data", code: "invalid_domain", message: expect.stringContaining(cure) })
    )
  })

  it("does not repeat an endless name in its message", () => {
    expect(() => normaliseDomain("a".repeat(100_000))).toThrow(/^.{300,500}$/)
  })
})

describe("the domains of a site", () => {
  it("has the first as primary one, and each once", () => {
    expect(domainRows({ domains: ["b.example", "A.example", "B.EXAMPLE"] })).toEqual([
      { domain: "b.example", is_primary: true },
      { domain: "a.example", is_primary: false },
    ])
  })

  it("has the named one as primary one, however it is written", () => {
    const rows = domainRows({ domains: ["a.example", "bücher.example"], primary_domain: "BÜCHER.example" })
    expect(rows.filter((row) => row.is_primary)).toEqual([{ domain: "xn--bcher-kva.example", is_primary: true }])
  })

  it("may be none", () => {
    expect(domainRows({})).toEqual([])
  })

  it("refuses a primary one that is not listed", () => {
    expect(() => domainRows({ domains: ["a.example"], primary_domain: "b.example" })).toThrow(
      expect.objectContaining({ code: "primary_domain_not_listed" })
    )
  })
})
