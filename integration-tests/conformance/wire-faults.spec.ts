import { DIALECTS } from "../../dev/erp/dialects"
import type { FaultName } from "../../dev/erp/faults"
import type { StandIn } from "../../dev/erp/stand-in"
import { onStandIn as on } from "./stand"
import { VirtualClock } from "./virtual-clock"

describe("a fault on the wire", () => {
  const headers = { authorization: `Bearer ${DIALECTS.rest.credentials.token}` }
  const under = (name: FaultName, story: (ask: () => Promise<Response>, erp: StandIn) => Promise<void>) =>
    on("rest", (erp) => story(() => fetch(`${erp.baseUrl}/products`, { headers, redirect: "manual" }), erp), {
      faults: [{ name, at: 2 }],
      elsewhere: "http://127.0.0.1:9",
    })

  it.each([
    ["429", 429],
    ["429-bare", 429],
    ["500", 500],
    ["503", 503],
    ["401", 401],
    ["redirect", 307],
  ] as const)("%s hits the request that it was set for and no other", (name, status) =>
    under(name, async (ask, erp) => {
      const answers = [await ask(), await ask()]
      expect(answers.map((answer) => answer.status)).toEqual([200, status])
      expect(answers[1]?.headers.has("retry-after")).toBe(name === "429")
      expect(erp.fired(name)).toBe(1)
      expect((await ask()).status).toBe(name === "429" ? 429 : 200)
      expect(erp.impatient()).toBe(name === "429" ? 1 : 0)
    })
  )

  it("truncated is a whole answer with half of its JSON, cut a broken one, html a page", async () => {
    await under("truncated", async (ask) => {
      await ask()
      const text = await (await ask()).text()
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    })
    await under("cut", async (ask) => {
      await ask()
      await expect(ask().then((answer) => answer.text())).rejects.toThrow()
    })
    await under("html", async (ask) => {
      await ask()
      const page = await ask()
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
    })
  })

  it("drip takes a second for each byte", async () => {
    const clock = new VirtualClock()
    const begun = clock.now()
    const options = { clock, items: 1, faults: [{ name: "drip" }] } as const
    await on(
      "rest",
      async (erp) => expect(await (await fetch(`${erp.baseUrl}/products`, { headers })).json()).toBeDefined(),
      options
    )
    expect(clock.now() - begun).toBeGreaterThan(200_000)
  })
})
