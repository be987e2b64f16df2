import { commandOf } from "../../config/command"
import { parseEnvironment } from "../../config/environment"
import { installPgConnection, loaderModules, type LoaderModules } from "../pg-connection"

const environment = parseEnvironment({ DATABASE_URL: "postgres://app@127.0.0.1:1/shop" }, commandOf(["start"]))
const check = (): Promise<void> => Promise.resolve()
const loader = () => Promise.reject(new Error("never called"))
const elsewhere = () => Promise.reject(new Error("never called either"))

describe("the seam behind Medusa's pool", () => {
  it("replaces the loader that Medusa 2.21 calls", () => {
    const before = loaderModules().seen.pgConnectionLoader
    installPgConnection(environment, check)
    const { own, seen } = loaderModules()
    expect(seen.pgConnectionLoader).not.toBe(before)
    expect(seen.pgConnectionLoader).toBe(own.pgConnectionLoader)
  })

  it.each<[string, LoaderModules]>([
    ["has no such loader any more", { own: {}, seen: {} }],
    [
      "calls another than its file has",
      { own: { pgConnectionLoader: loader }, seen: { pgConnectionLoader: elsewhere } },
    ],
  ])("stops the start when Medusa %s", (_, modules) => {
    expect(() => installPgConnection(environment, check, modules)).toThrow(
      expect.objectContaining({ code: "seam_moved" })
    )
  })
})
