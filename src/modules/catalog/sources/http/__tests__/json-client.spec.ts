import { JsonClient, type Authorisation, type JsonClientOptions } from "../json-client"
import { interrupted, json, plain, refused, restless, Stand } from "./stand"

const SECRET = "s3cret-token"
const bearer: Authorisation = { headers: () => ({ authorization: `Bearer ${SECRET}` }), secrets: [SECRET] }

let stand: Stand
let other: Stand
let clients: JsonClient[] = []
beforeAll(async () => {
  stand = await new Stand().start()
  other = await new Stand().start()
})
afterAll(() => Promise.all([stand.stop(), other.stop()]))
afterEach(() => {
  for (const client of clients) client.close()
  clients = []
})

const asking = (over: Partial<JsonClientOptions> = {}, path = "items") => {
  const { surroundings, slept } = restless()
  const client = new JsonClient({ baseUrl: `${stand.origin}/erp/v1`, surroundings, authorisation: bearer, ...over })
  clients.push(client)
  const ask = () => client.ask({ url: client.url(path), signal: new AbortController().signal })
  return { client, ask, slept }
}
const failureOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked
  } catch (error) {
    return String(error)
  }
  throw new Error("It was answered")
}

describe("a server that is busy", () => {
  it.each([408, 425, 429, 500, 502, 503, 504])("is asked again after %d", async (status) => {
    stand.answers(json({}, status), json({ ok: true }))
    await expect(asking().ask()).resolves.toEqual({ ok: true })
  })

  it("is left alone longer and longer, by chance, and given up after five times", async () => {
    stand.answers(json({}, 503))
    const { ask, slept } = asking()
    await expect(ask()).rejects.toEqual(interrupted)
    expect(slept).toEqual([500, 1_000, 2_000, 4_000])
    expect(stand.requests).toHaveLength(5)
  })

  it("is left alone for as long as it asks, in seconds", async () => {
    stand.answers(json({}, 429, { "retry-after": "7" }), json({}))
    const { ask, slept } = asking()
    await ask()
    expect(slept).toEqual([7_500])
  })

  it("is left alone until the time that it names, measured on its own clock", async () => {
    const headers = { date: "Fri, 20 Nov 2026 10:00:00 GMT", "retry-after": "Fri, 20 Nov 2026 10:00:09 GMT" }
    stand.answers(json({}, 503, headers), json({}))
    const { ask, slept } = asking()
    await ask()
    expect(slept).toEqual([9_500])
  })

  it("interrupts the run when it asks for more patience than there is", async () => {
    stand.answers(json({}, 429, { "retry-after": "3600" }))
    const { ask, slept } = asking()
    expect(await failureOf(ask())).toContain("3600 seconds")
    expect(slept).toEqual([])
  })

  it("may say so in words of its own", async () => {
    stand.answers(json({ why: "crowded" }, 400), json({ ok: true }))
    await expect(asking({ judge: (_, text) => (text.includes("crowded") ? "busy" : null) }).ask()).resolves.toEqual({
      ok: true,
    })
  })

  it("is not asked again once the run is cancelled", async () => {
    stand.answers(json({}, 503))
    const controller = new AbortController()
    const { surroundings } = restless(undefined, { sleep: async () => controller.abort() })
    const { client } = asking({ surroundings })
    await expect(client.ask({ url: client.url("items"), signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    })
    expect(stand.requests).toHaveLength(1)
  })
})

describe("an answer that is no answer", () => {
  it.each([
    ["an HTML page", plain("<html>Sign in</html>", 200, { "content-type": "text/html" })],
    ["an HTML page that calls itself JSON", plain("<!doctype html>", 200, { "content-type": "application/json" })],
    ["truncated JSON", plain('{"items":[{"id":1},{"i', 200, { "content-type": "application/json" })],
    ["nothing at all", plain("", 200, { "content-type": "application/json" })],
    ["no content", plain("", 204)],
    ["XML", plain("<feed/>", 200, { "content-type": "application/atom+xml" })],
  ])("is tried again and then interrupts: %s", async (_, handler) => {
    stand.answers(handler)
    await expect(asking().ask()).rejects.toEqual(interrupted)
    expect(stand.requests).toHaveLength(5)
    stand.answers(handler, json([1]))
    await expect(asking().ask()).resolves.toEqual([1])
  })

  it.each([400, 403, 404, 405, 422])("is refused at once with status %d", async (status) => {
    stand.answers(json({}, status))
    await expect(asking().ask()).rejects.toEqual(refused)
    expect(stand.requests).toHaveLength(1)
  })

  it("means with 410, or when the judge says so, that the place in the list has expired", async () => {
    stand.answers(json({}, 410))
    await expect(asking().ask()).rejects.toMatchObject({ name: "PlaceExpired" })
    stand.answers(json({}, 400))
    await expect(asking({ judge: () => "place_expired" }).ask()).rejects.toMatchObject({ name: "PlaceExpired" })
  })
})

describe("a token that has expired", () => {
  const renewable = () => {
    let token = 1
    return {
      headers: () => ({ authorization: `Bearer ${token}` }),
      renew: () => void (token += 1),
      secrets: [],
    } satisfies Authorisation
  }

  it("is renewed once, and the request repeated", async () => {
    stand.answers(json({}, 401), json({ ok: true }))
    await expect(asking({ authorisation: renewable() }).ask()).resolves.toEqual({ ok: true })
    expect(stand.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer 1", "Bearer 2"])
  })

  it("is refused when the new one is no better", async () => {
    stand.answers(json({}, 401))
    await expect(asking({ authorisation: renewable() }).ask()).rejects.toEqual(refused)
    expect(stand.requests).toHaveLength(2)
  })

  it("is refused at once when there is nothing to renew", async () => {
    stand.answers(json({}, 401))
    await expect(asking().ask()).rejects.toEqual(refused)
    expect(stand.requests).toHaveLength(1)
  })
})

describe("credentials", () => {
  const redirect = (location: string, status = 302) => plain("", status, { location })

  it.each([301, 302, 303, 307, 308])("are not sent along a redirect to another host (%d)", async (status) => {
    other.answers(json({}))
    stand.answers(redirect(`${other.origin}/items`, status))
    await expect(asking().ask()).rejects.toEqual(refused)
    expect(other.requests).toEqual([])
  })

  it.each([
    "http://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/",
    "//evil.example/",
    "file:///etc/passwd",
    "",
  ])("do not follow a redirect to %s", async (location) => {
    stand.answers(redirect(location))
    await expect(asking().ask()).rejects.toEqual(refused)
    expect(stand.requests).toHaveLength(1)
  })

  it("follow a redirect on the same origin, a few times", async () => {
    stand.answers(redirect("/erp/v1/there"), json({ ok: true }))
    await expect(asking().ask()).resolves.toEqual({ ok: true })
    stand.answers(redirect("/erp/v1/there"))
    await expect(asking().ask()).rejects.toEqual(refused)
    expect(stand.requests).toHaveLength(4)
  })

  it("never show in a message, however the server echoes them", async () => {
    const echoes = [
      json({ error: { message: { value: `bad token ${SECRET} given` } } }, 400),
      json({ message: SECRET.repeat(3) }, 401),
      plain(`<error><message xml:lang="en">No ${SECRET}</message></error>`, 403),
      plain(`<html>${SECRET}</html>`, 500),
    ]
    for (const echo of echoes) {
      stand.answers(echo)
      const message = await failureOf(asking().ask())
      expect(message).not.toContain(SECRET)
      expect(message).toMatch(/answers \d+/)
    }
  })

  it("are refused in the address", () => {
    expect(() => asking({ baseUrl: "https://ann:pass@erp.example.com" })).toThrow(refused)
  })
})

describe("an error in the server's words", () => {
  it.each([
    ["SAP's", { error: { code: "X", message: { lang: "en", value: "No such\n entity" } } }, "No such entity"],
    ["Business Central's", { error: { code: "BadRequest", message: "Not found  CorrelationId: 1." } }, "Not found"],
    ["NetSuite's", { title: "Bad", "o:errorDetails": [{ detail: "Invalid search" }] }, "Invalid search"],
    ["Odoo's", { name: "werkzeug", message: "Invalid apikey", debug: "Traceback" }, "Invalid apikey"],
  ])("says %s", async (_, body, said) => {
    stand.answers(json(body, 400))
    const message = await failureOf(asking().ask())
    expect(message).toContain(said)
    expect(message).not.toContain("Traceback")
  })

  it("is never the whole body", async () => {
    stand.answers(json({ message: "x".repeat(5_000) }, 400))
    expect((await failureOf(asking().ask())).length).toBeLessThan(500)
  })

  it("names the path without the query", async () => {
    stand.answers(json({}, 400))
    const { client } = asking()
    const url = client.url("items", { key: "hidden" })
    const message = await failureOf(client.ask({ url, signal: new AbortController().signal }))
    expect(message).toContain(`${stand.port}/erp/v1/items answers 400`)
    expect(message).not.toContain("hidden")
  })
})

describe("a link to the next page", () => {
  const next = (link: string) => {
    const { client } = asking()
    return client.nextUrl(link, client.url("items", { a: "1" })).href
  }

  it.each([
    ["on an internal host", "http://internal-host:8000/erp/v1/items?$skiptoken=2"],
    ["with credentials in it", "https://ann:pass@evil.example/erp/v1/items?$skiptoken=2"],
    ["as a path", "/erp/v1/items?$skiptoken=2"],
    ["relative to the page", "items?$skiptoken=2"],
    ["behind a gateway that shortens paths", "https://internal-host/internal/items?$skiptoken=2"],
    ["with a path that only begins alike", "/erp/v12/items?$skiptoken=2"],
    ["relative to the protocol", "//evil.example/erp/v1/items?$skiptoken=2"],
  ])("is put back on the configured host: %s", (_, link) => {
    expect(next(link)).toBe(`${stand.origin}/erp/v1/items?$skiptoken=2`)
  })

  it.each([
    "/admin/users",
    "http://internal-host/erp/v1/../../admin",
    "../../x",
    "http://",
    "/erp/v1/%2e%2e/%2e%2e/admin",
  ])("does not leave the base path: %s", (link) => expect(() => next(link)).toThrow(interrupted))
})
