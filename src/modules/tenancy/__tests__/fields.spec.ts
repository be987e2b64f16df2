import { checkSlug, checkTimeZone, clientFields, normaliseCurrency, siteFields } from "../validation/fields"

describe("the fields of clients and sites", () => {
  it.each(["acme", "acme-2", "3m", "-"])("takes the slug %p", (slug) => {
    expect(checkSlug(slug)).toBe(slug)
  })

  it.each(["", "Acme", "a b", "ä", "a_b", "a/b", "acme\n", "a".repeat(64)])("refuses the slug %p", (slug) => {
    expect(() => checkSlug(slug)).toThrow(expect.objectContaining({ code: "invalid_slug" }))
  })

  it.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Asia/Kolkata"])(
    "takes the zone %p",
    (zone) => {
      expect(checkTimeZone(zone)).toBe(zone)
    }
  )

  it.each(["", "+02:00", "CET", "Europe/Atlantis", "Berlin", "Europe/Berlin; drop table site"])(
    "refuses the zone %p",
    (zone) => {
      expect(() => checkTimeZone(zone)).toThrow(expect.objectContaining({ code: "invalid_time_zone" }))
    }
  )

  it("writes a currency as Medusa does", () => {
    expect(normaliseCurrency("EUR")).toBe("eur")
  })

  it.each(["", "eu", "euro", "xyz", "€"])("refuses the currency %p", (code) => {
    expect(() => normaliseCurrency(code)).toThrow(expect.objectContaining({ code: "invalid_currency" }))
  })

  it("leaves out what was left out, and keeps null", () => {
    expect(clientFields({ name: "Acme", slug: undefined, logo_url: null })).toEqual({ name: "Acme", logo_url: null })
    expect(Object.keys(siteFields({ time_zone: undefined, catalog_id: null }))).toEqual(["catalog_id"])
  })
})
