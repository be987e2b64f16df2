import { bearer, byHeader, clientCredentials } from "../authorisation"
import { json, refused, restless, Stand } from "./stand"

const { signal } = new AbortController()
const ERP = new URL("https://erp.example.com/items")

let stand: Stand
beforeAll(async () => (stand = await new Stand().start()))
afterAll(() => stand.stop())

describe("a token for an app", () => {
  const asking = (now: () => number) => {
    const { surroundings } = restless(["127.0.0.1"], { now })
    const request = { tokenUrl: `${stand.origin}/oauth2/token`, clientId: "app", clientSecret: "s3cret", scope: "all" }
    return clientCredentials(surroundings, request)
  }

  it("is asked for once, and again before it expires", async () => {
    let now = 1_000_000
    stand.answers(json({ access_token: "t1", expires_in: 3600 }), json({ access_token: "t2", expires_in: "3600" }))
    const authorisation = asking(() => now)
    expect(await authorisation.headers("GET", ERP, signal)).toEqual({ authorization: "Bearer t1" })
    now += 3_500_000
    expect(await authorisation.headers("GET", ERP, signal)).toEqual({ authorization: "Bearer t1" })
    now += 60_000
    expect(await authorisation.headers("GET", ERP, signal)).toEqual({ authorization: "Bearer t2" })
    expect(stand.requests.map(({ url, headers }) => [url, headers["content-type"]])).toEqual([
      ["/oauth2/token", "application/x-www-form-urlencoded"],
      ["/oauth2/token", "application/x-www-form-urlencoded"],
    ])
    expect(authorisation.secrets).toEqual(["s3cret", "t2"])
  })

  it("is refused when the answer has none", async () => {
    stand.answers(json({ token: "t1" }))
    await expect(asking(Date.now).headers("GET", ERP, signal)).rejects.toEqual(refused)
  })
})

it("refuses a credential that no header takes, and does not show it", () => {
  for (const value of ["a\nb", "päss\u{1f512}", "a\u0000"]) {
    expect(() => bearer(value)).toThrow(refused)
    expect(() => byHeader("x-key", value)).not.toThrow(value)
  }
})
