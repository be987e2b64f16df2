import { constants, generateKeyPairSync, verify, type KeyObject } from "node:crypto"
import { json, refused, restless, Stand } from "../../http/__tests__/stand"
import { certified } from "../oauth2"

const NOW_MS = Date.parse("2026-07-22T12:00:00Z")
const { signal } = new AbortController()

let stand: Stand
beforeAll(async () => (stand = await new Stand().start()))
afterAll(() => stand.stop())

const asking = (privateKey: string) => {
  const { surroundings } = restless(["127.0.0.1"], { now: () => NOW_MS })
  const tokenUrl = `${stand.origin}/services/rest/auth/oauth2/v1/token`
  return certified(surroundings, { tokenUrl, clientId: "client", certificateId: "certificate", privateKey })
}

const pemOf = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString()

const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 })
const onCurve = (namedCurve: string) => () => generateKeyPairSync("ec", { namedCurve })
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
const RAW = { dsaEncoding: "ieee-p1363" } as const

describe("the assertion for a token", () => {
  it.each([
    ["PS256", "sha256", rsa, PSS],
    ["ES256", "sha256", onCurve("P-256"), RAW],
    ["ES384", "sha384", onCurve("P-384"), RAW],
    ["ES512", "sha512", onCurve("P-521"), RAW],
  ] as const)("is signed by the certificate's key, as %s", async (algorithm, digest, generate, form) => {
    const { publicKey, privateKey } = generate()
    stand.answers(json({ access_token: "t1", expires_in: "3600" }))
    const authorisation = asking(pemOf(privateKey))
    expect(await authorisation.headers("POST", new URL(stand.origin), signal)).toEqual({ authorization: "Bearer t1" })
    expect(authorisation.secrets).toEqual([pemOf(privateKey), "t1"])

    const sent = new URLSearchParams(stand.requests.at(-1)?.body)
    const [head = "", claims = "", signature = ""] = sent.get("client_assertion")?.split(".") ?? []
    const partOf = (text: string): unknown => JSON.parse(Buffer.from(text, "base64url").toString())
    expect([...sent.keys()].sort()).toEqual(["client_assertion", "client_assertion_type", "grant_type"])
    expect(sent.get("grant_type")).toBe("client_credentials")
    expect(sent.get("client_assertion_type")).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
    expect(partOf(head)).toEqual({ typ: "JWT", alg: algorithm, kid: "certificate" })
    expect(partOf(claims)).toEqual({
      iss: "client",
      scope: "rest_webservices",
      aud: `${stand.origin}/services/rest/auth/oauth2/v1/token`,
      iat: NOW_MS / 1000,
      exp: NOW_MS / 1000 + 3_000,
    })
    const signed = Buffer.from(`${head}.${claims}`)
    expect(verify(digest, signed, { key: publicKey, ...form }, Buffer.from(signature, "base64url"))).toBe(true)
  })

  it.each([
    ["nothing", ""],
    ["no key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"],
    ["a key of another kind", pemOf(generateKeyPairSync("ed25519").privateKey)],
    ["a key that is too short", pemOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey)],
    ["a key on another curve", pemOf(onCurve("secp256k1")().privateKey)],
    [
      "an encrypted key",
      rsa().privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" }).toString(),
    ],
  ])("can't be signed with %s", (_, pem) => {
    expect(() => asking(pem)).toThrow(refused)
    expect(() => asking(pem)).toThrow(/"private_key" is no unencrypted PEM key/)
  })

  it("is not shown when the server repeats it", async () => {
    const authorisation = asking(pemOf(onCurve("P-256")().privateKey))
    stand.answers((...exchange) => {
      const assertion = new URLSearchParams(stand.requests[0]?.body).get("client_assertion") ?? ""
      json({ error: `Bad assertion ${assertion}` }, 400)(...exchange)
    })
    const asked = authorisation.headers("POST", new URL(stand.origin), signal)
    await expect(asked).rejects.toThrow('answers 400 ("Bad assertion …")')
  })
})
