import { parseEnvironment } from "../environment"
import { storeModules } from "../modules"
import { CREDENTIALS_KEY, mistakesOf, RUNTIME_URL, START, wrongVariables } from "./fixtures"

const environmentOf = (source: NodeJS.ProcessEnv) => parseEnvironment({ DATABASE_URL: RUNTIME_URL, ...source }, START)
const OTHER_KEY = CREDENTIALS_KEY.replace("2026a", "2025b")

describe("the key of credentials", () => {
  it.each([
    ["one", CREDENTIALS_KEY],
    ["several, of which the first seals", `${CREDENTIALS_KEY}, ${OTHER_KEY}`],
    ["one in base64url without padding", CREDENTIALS_KEY.replace(/=+$/, "").replaceAll("+", "-")],
  ])("may be %s", (_, key) => {
    expect(environmentOf({ CREDENTIALS_KEY: key }).CREDENTIALS_KEY).toBe(key)
  })

  it.each([
    ["without an id", CREDENTIALS_KEY.split(":")[1]],
    ["of 16 bytes", "a:AAECAwQFBgcICQoLDA0ODw=="],
    ["whose id stands twice", `${CREDENTIALS_KEY},${CREDENTIALS_KEY}`],
    ["followed by a comma", `${CREDENTIALS_KEY},`],
  ])("is refused %s, and not printed", (_, key) => {
    expect(wrongVariables({ DATABASE_URL: RUNTIME_URL, CREDENTIALS_KEY: key })).toEqual(["CREDENTIALS_KEY"])
    expect(mistakesOf({ DATABASE_URL: RUNTIME_URL, CREDENTIALS_KEY: key }).message).not.toContain("AAECAw")
  })
})

describe("what feeds may reach", () => {
  it("is nothing private unless it is named", () => {
    expect(environmentOf({}).FEEDS_ALLOW_PRIVATE_ADDRESSES).toEqual([])
    const named = "erp.internal, 10.20.0.0/16,fd12::/16,127.0.0.1"
    expect(environmentOf({ FEEDS_ALLOW_PRIVATE_ADDRESSES: named }).FEEDS_ALLOW_PRIVATE_ADDRESSES).toEqual([
      "erp.internal",
      "10.20.0.0/16",
      "fd12::/16",
      "127.0.0.1",
    ])
  })

  it.each(["10.0.0.0/33", "erp.internal/8", "http://erp.internal", "*", "10.0.0.0/8/8", "fd12::/129"])(
    "refuses %s, which names no host and no network",
    (entry) => {
      const source = { DATABASE_URL: RUNTIME_URL, FEEDS_ALLOW_PRIVATE_ADDRESSES: entry }
      expect(wrongVariables(source)).toEqual(["FEEDS_ALLOW_PRIVATE_ADDRESSES"])
    }
  )
})

describe("variables that a feed may name", () => {
  it("begin with the prefix; all others stay unreadable", () => {
    const { feedVariable } = environmentOf({ FEED_SAP_PASSWORD: "open", JWT_SECRET: "closed" })
    expect(feedVariable("FEED_SAP_PASSWORD")).toBe("open")
    expect(feedVariable("JWT_SECRET")).toBeUndefined()
    expect(feedVariable("DATABASE_URL")).toBeUndefined()
  })

  it("follow a prefix of the operator's own", () => {
    const { feedVariable } = environmentOf({ FEED_CREDENTIALS_PREFIX: "SHOP_", FEED_A: "closed", SHOP_A: "open" })
    expect([feedVariable("SHOP_A"), feedVariable("FEED_A")]).toEqual(["open", undefined])
  })

  it("never show when the environment is printed", () => {
    expect(JSON.stringify(environmentOf({ FEED_SAP_PASSWORD: "hunter2" }))).not.toContain("hunter2")
  })
})

describe("how many runs of one client may be under way", () => {
  it("is told for every tier and for shared catalogs", () => {
    expect(environmentOf({}).FEED_RUNS_PER_CLIENT).toEqual({ standard: 1, professional: 2, enterprise: 3, shared: 3 })
    const told = "enterprise=12, shared=4,standard=2,professional=3"
    const limits = { standard: 2, professional: 3, enterprise: 12, shared: 4 }
    expect(environmentOf({ FEED_RUNS_PER_CLIENT: told }).FEED_RUNS_PER_CLIENT).toEqual(limits)
    const catalog = storeModules(environmentOf({ FEED_RUNS_PER_CLIENT: told })).find(({ resolve }) =>
      resolve.endsWith("/catalog")
    )
    expect(catalog?.options).toMatchObject({ runsPerClient: limits })
  })

  it.each([
    ["without a tier", "standard=1,professional=2,enterprise=3"],
    ["with a tier twice", "standard=1,professional=2,enterprise=3,shared=3,standard=2"],
    ["with an unknown tier", "standard=1,professional=2,enterprise=3,shared=3,gold=4"],
    ["of nothing", "standard=0,professional=2,enterprise=3,shared=3"],
    ["that is no number", "standard=all,professional=2,enterprise=3,shared=3"],
  ])("is refused %s", (_, told) => {
    expect(wrongVariables({ DATABASE_URL: RUNTIME_URL, FEED_RUNS_PER_CLIENT: told })).toEqual(["FEED_RUNS_PER_CLIENT"])
  })
})

it("hands the catalog module what feeds need", () => {
  const catalog = storeModules(environmentOf({ CREDENTIALS_KEY, FEEDS_ALLOW_PRIVATE_ADDRESSES: "10.0.0.0/8" })).find(
    ({ resolve }) => resolve.endsWith("/catalog")
  )
  expect(catalog?.options).toMatchObject({ credentialKeys: CREDENTIALS_KEY, allowedPrivateAddresses: ["10.0.0.0/8"] })
})
