import { startStore, store, type OwnStore } from "../harness"
import { currentRun } from "../harness/run-state"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

/** Signs in as the dashboard does, and answers the session's cookie, if there is one. */
const openSession = async (
  subject: Pick<OwnStore, "request">,
  headers: Record<string, string> = {}
): Promise<string | undefined> => {
  const { email, password } = currentRun().admin
  const signedIn = await subject.request("/auth/user/emailpass", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  })
  const { token } = (await signedIn.json()) as { token: string }
  const opened = await subject.request("/auth/session", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  expect(opened.status).toBe(200)
  return opened.headers.getSetCookie()[0]
}

describe("the dashboard's session in production", () => {
  it("is for https only", async () => {
    expect(await openSession(store)).toBeUndefined()
    expect(await openSession(store, { "x-forwarded-proto": "https" })).toMatch(/; Secure/)
  })

  describe("with LOOPBACK_HTTP", () => {
    let own: OwnStore
    beforeAll(async () => (own = await startStore({ env: { LOOPBACK_HTTP: "true" } })))
    afterAll(() => own.stop())

    it("opens over plain http on loopback", async () => {
      const cookie = await openSession(own)
      expect(cookie).toMatch(/^connect\.sid=/)
      expect(cookie).not.toMatch(/Secure/)
      const session = cookie?.split(";")[0] ?? ""
      expect((await own.request("/admin/users/me", { headers: { cookie: session } })).status).toBe(200)
    })

    it("stays secure when a proxy brings it https", async () => {
      expect(await openSession(own, { "x-forwarded-proto": "https" })).toMatch(/; Secure/)
    })
  })
})
