import { ApiLoader } from "@medusajs/framework/http"
import { hostOfOrigin, installStoreCors } from "../store-cors"

type Trace = NonNullable<typeof ApiLoader.traceMiddleware>
type Registered = [name: string, route: string]

/** Medusa's loader with a `load` that registers what a version of Medusa would. */
const loaderThatRegisters = (...registered: Registered[]) => {
  class Loader extends ApiLoader {
    override async load(): Promise<void> {
      for (const [name, route] of registered) {
        const handler = Object.defineProperty(() => undefined, "name", { value: name })
        Loader.traceMiddleware?.(handler, { route })
      }
    }
  }
  return Loader
}

const load = (loader: typeof ApiLoader): Promise<void> => loader.prototype.load.call(Object.create(loader.prototype))

const STOCK: Registered[] = [
  ["corsMiddleware", "/admin"],
  ["corsMiddleware", "/store"],
  ["corsMiddleware", "/auth"],
]

describe("the seam behind Medusa's CORS middleware", () => {
  it("holds while Medusa hands over a corsMiddleware for /store and /auth", async () => {
    const loader = loaderThatRegisters(...STOCK)
    installStoreCors(loader)
    await expect(load(loader)).resolves.toBeUndefined()
  })

  it.each([
    ["/store", STOCK.filter(([, route]) => route !== "/store")],
    ["/auth", STOCK.filter(([, route]) => route !== "/auth")],
    ["/store", STOCK.map(([, route]): Registered => ["cors", route])],
  ])("stops the start when Medusa no longer does so for %s", async (route, registered) => {
    const loader = loaderThatRegisters(...registered)
    installStoreCors(loader)
    await expect(load(loader)).rejects.toMatchObject({
      code: "seam_moved",
      message: expect.stringContaining(`"corsMiddleware" on ${route}`),
    })
  })

  it("is installed once, however often the configuration is read", () => {
    const loader = loaderThatRegisters()
    installStoreCors(loader)
    const first = loader.traceMiddleware
    installStoreCors(loader)
    expect(loader.traceMiddleware).toBe(first)
  })

  it("replaces nothing else", () => {
    const loader = loaderThatRegisters()
    installStoreCors(loader)
    const others = [
      [{ route: "/admin" }, Object.defineProperty(() => undefined, "name", { value: "corsMiddleware" })],
      [{ route: "/store" }, Object.defineProperty(() => undefined, "name", { value: "authMiddleware" })],
    ] as const
    for (const [place, handler] of others) expect(loader.traceMiddleware?.(handler, place)).toBe(handler)
  })

  it.each(["before", "after"])("still calls a tracer that is set %s it, once for each middleware", (when) => {
    const loader = loaderThatRegisters()
    const traced: string[] = []
    const tracer: Trace = (handler, { route }) => {
      traced.push(`${handler.name} ${route}`)
      return handler
    }
    if (when === "before") loader.traceMiddleware = tracer
    installStoreCors(loader)
    if (when === "after") loader.traceMiddleware = tracer
    loader.traceMiddleware?.(function corsMiddleware() {}, { route: "/store" })
    expect(traced).toEqual(["corsMiddleware /store"])
  })

  it("does not go round in circles with a tracer that calls what it found", () => {
    const loader = loaderThatRegisters()
    installStoreCors(loader)
    const found = loader.traceMiddleware
    loader.traceMiddleware = (handler, place) => found?.(handler, place) ?? handler
    const stock = function corsMiddleware(): void {}
    const replaced = loader.traceMiddleware(stock, { route: "/store" })
    expect(replaced).not.toBe(stock)
    expect(replaced).toHaveProperty("name", "corsMiddleware")
  })
})

describe("the host of an origin", () => {
  it.each([
    ["https://shop.example", "shop.example"],
    ["https://shop.example:8443", "shop.example"],
    ["https://shop.example.", "shop.example"],
    ["https://BÜCHER.example", "xn--bcher-kva.example"],
    ["http://localhost:8000", "localhost"],
    ["http://acme.localhost:8000", "acme.localhost"],
    ["http://127.0.0.1:3000", "127.0.0.1"],
  ])("of %s is %s", (origin, host) => {
    expect(hostOfOrigin(origin)).toBe(host)
  })

  it.each([
    "http://shop.example",
    "http://localhost.example",
    "http://10.0.0.1",
    "null",
    "",
    "file://",
    "ftp://shop.example",
  ])("is none for %p", (origin) => {
    expect(hostOfOrigin(origin)).toBeNull()
  })
})
