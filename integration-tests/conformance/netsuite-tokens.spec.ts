import { DIALECTS } from "../../dev/erp/dialects"
import { TOKENS } from "../../dev/erp/netsuite/oauth2"
import { readAll } from "./reading"
import { openSource } from "./sources"
import { alive, knownOf, onStand, truthOf, work, type Stand } from "./stand"

const { client_id, certificate_id } = DIALECTS.netsuite.credentials
const HOUR_MS = 3_600_000

const signedIn = ({ erp, clock }: Stand, oauth2: object = {}) =>
  openSource(erp, clock, { auth: "client_credentials", oauth2: { client_id, certificate_id, ...oauth2 } })

const tokensAsked = ({ erp }: Stand): number => erp.visits.filter(({ path }) => path.startsWith(TOKENS)).length

describe("NetSuite with tokens of OAuth 2.0", () => {
  it("reads all with one, and what has changed a day later with the next", () =>
    onStand("netsuite", {}, async (stand) => {
      const source = signedIn(stand)
      const whole = await readAll(source, "full")
      expect(whole).toMatchObject({ code: null, rejected: [] })
      expect([...whole.rows.keys()].sort()).toEqual(alive(stand))
      expect(tokensAsked(stand)).toBe(1)
      work(stand)
      stand.clock.pass(24 * HOUR_MS)
      const delta = await readAll(source, "delta", whole.cursor)
      expect(knownOf(stand, whole, delta)).toEqual(await truthOf(stand))
      expect(tokensAsked(stand)).toBe(2)
    }))

  it("asks for another when one is refused in the middle", () =>
    onStand("netsuite", {}, async (stand) => {
      stand.erp.arm({ name: "401", at: 3 })
      const whole = await readAll(signedIn(stand), "full")
      expect(stand.erp.fired("401")).toBe(1)
      expect(whole).toMatchObject({ code: null, rejected: [] })
      expect([...whole.rows.keys()].sort()).toEqual(alive(stand))
      expect(tokensAsked(stand)).toBe(2)
    }))

  it("is refused, in the server's word, as another application or with another certificate", () =>
    onStand("netsuite", {}, async (stand) => {
      for (const stranger of [{ client_id: "another" }, { certificate_id: "another" }]) {
        const { code, message, rows } = await readAll(signedIn(stand, stranger), "full")
        expect({ code, rows: rows.size }).toEqual({ code: "source_refused", rows: 0 })
        expect(message).toContain('answers 400 ("invalid_client")')
      }
    }))
})
