import { parseUrl } from "../parse-url"

describe("parseUrl", () => {
  it("answers the same for letters beyond ASCII however often it is asked", () => {
    const address = "https://BÜCHER.example/bild.png"
    for (let time = 0; time < 50_000; time += 1) {
      if (parseUrl(address)?.hostname !== "xn--bcher-kva.example") throw new Error(`It fails the ${time}th time`)
    }
    expect(parseUrl(address)?.href).toBe("https://xn--bcher-kva.example/bild.png")
  })

  it("answers null for what is no address", () => {
    expect(parseUrl("not an address")).toBeNull()
    expect(parseUrl("/path", "not a base")).toBeNull()
    expect(parseUrl("/path", "https://a.example")?.href).toBe("https://a.example/path")
  })
})
