import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CredentialVault } from "../vault"

const KEY = (byte: number): string => Buffer.alloc(32, byte).toString("base64")
const OLD = `old:${KEY(1)}`
const NEW = `new:${KEY(2)}`
const FEED = "feed_1"
const SECRET = "pässword: with, marks"

const vaultOf = (credentialKeys?: string) => new CredentialVault({ credentialKeys })
const refused = expect.objectContaining({ code: "source_refused" })

describe("a sealed credential", () => {
  const vault = vaultOf(OLD)
  const kept = vault.keep(FEED, { password: SECRET })

  it("opens for its feed and name, and shows nothing of itself", async () => {
    await expect(vault.open(FEED, kept)).resolves.toEqual({ password: SECRET })
    expect(kept["password"]).toMatch(/^sealed1:old:[\w-]+$/)
    expect(JSON.stringify(kept)).not.toMatch(/marks|word:/)
  })

  it("is never the same twice", () => {
    expect(vault.keep(FEED, { password: SECRET })).not.toEqual(kept)
  })

  it("does not open for another feed", async () => {
    await expect(vault.open("feed_2", kept)).rejects.toEqual(refused)
  })

  it("does not open under another name", async () => {
    await expect(vault.open(FEED, { user: kept["password"] ?? "" })).rejects.toEqual(refused)
  })

  it("does not open when any of its bytes was changed", async () => {
    const [version = "", id = "", payload = ""] = (kept["password"] ?? "").split(":")
    const bytes = Buffer.from(payload, "base64url")
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      const password = [version, id, changed.toString("base64url")].join(":")
      await expect(vault.open(FEED, { password })).rejects.toEqual(refused)
    }
  })

  it.each([
    ["cut short", (text: string) => text.slice(0, 40)],
    ["without its payload", (text: string) => text.slice(0, text.lastIndexOf(":") + 1)],
    ["no sealed text at all", () => SECRET],
    ["empty", () => ""],
  ])("does not open %s", async (_, change) => {
    await expect(vault.open(FEED, { password: change(kept["password"] ?? "") })).rejects.toEqual(refused)
  })

  it("does not open with another key of the same id, nor without its key", async () => {
    await expect(vaultOf(`old:${KEY(9)}`).open(FEED, kept)).rejects.toEqual(refused)
    await expect(vaultOf(NEW).open(FEED, kept)).rejects.toEqual(refused)
    await expect(vaultOf(undefined).open(FEED, kept)).rejects.toEqual(refused)
  })

  it("names the credential in its error, and none of the secret", async () => {
    const error: unknown = await vaultOf(NEW)
      .open(FEED, kept)
      .catch((failure: unknown) => failure)
    expect(String(error)).toContain('"password"')
    expect(String(error)).not.toContain((kept["password"] ?? "").slice(12))
  })

  it("is refused without a key to seal it, empty, or absurdly long", () => {
    expect(() => vaultOf(undefined).keep(FEED, { password: SECRET })).toThrow(
      expect.objectContaining({ code: "credentials_key_missing" })
    )
    for (const password of ["", "x".repeat(40_000)])
      expect(() => vault.keep(FEED, { password })).toThrow(expect.objectContaining({ code: "bad_credential" }))
  })

  it("is sealed once more when somebody posts a sealed text", async () => {
    const twice = vault.keep("feed_2", kept)
    await expect(vault.open("feed_2", twice)).resolves.toEqual(kept)
  })
})

describe("a change of keys", () => {
  const kept: Record<string, string> = { ...vaultOf(OLD).keep(FEED, { password: SECRET }), user: "env:FEED_USER" }

  it("opens what the old key sealed, and seals with the new one", async () => {
    const both = vaultOf(`${NEW},${OLD}`)
    await expect(both.open(FEED, { password: kept["password"] ?? "" })).resolves.toEqual({ password: SECRET })
    expect(both.keep(FEED, { password: SECRET })["password"]).toMatch(/^sealed1:new:/)
  })

  it("seals again under the new key, after which the old one may go", async () => {
    const resealed = vaultOf(`${NEW},${OLD}`).reseal(FEED, kept)
    expect(resealed).toMatchObject({ user: "env:FEED_USER" })
    const { password = "" } = resealed ?? {}
    await expect(vaultOf(NEW).open(FEED, { password })).resolves.toEqual({ password: SECRET })
  })

  it("has nothing to do where the first key sealed already", () => {
    expect(vaultOf(`${OLD},${NEW}`).reseal(FEED, kept)).toBeNull()
  })

  it("fails, and changes nothing, while the old key is missing", () => {
    expect(() => vaultOf(NEW).reseal(FEED, kept)).toThrow(refused)
  })
})

describe("a credential that is named", () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "galleria-vault-"))
    mkdirSync(join(root, "feeds", "sap"), { recursive: true })
    mkdirSync(join(root, "feeds-other"))
    writeFileSync(join(root, "feeds", "sap", "password"), `${SECRET}\n`)
    writeFileSync(join(root, "feeds", "empty"), "")
    writeFileSync(join(root, "feeds", "huge"), "x".repeat(70_000))
    writeFileSync(join(root, "outside"), "outside")
    writeFileSync(join(root, "feeds-other", "secret"), "outside")
    symlinkSync(join(root, "outside"), join(root, "feeds", "link"))
    symlinkSync(join(root, "feeds", "sap", "password"), join(root, "feeds", "inner-link"))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const named = (reference: string) =>
    new CredentialVault({
      credentialFolder: join(root, "feeds"),
      credentialVariable: (name) => ({ FEED_USER: "ann", FEED_EMPTY: "" })[name],
    }).open(FEED, { password: reference })

  it("is stored as its name and needs no key", () => {
    expect(vaultOf(undefined).keep(FEED, { password: "env:FEED_USER" })).toEqual({ password: "env:FEED_USER" })
  })

  it.each([
    ["env:FEED_USER", "ann"],
    ["file:sap/password", SECRET],
    ["file:inner-link", SECRET],
  ])("is opened from %s", async (reference, value) => {
    await expect(named(reference)).resolves.toEqual({ password: value })
  })

  it.each([
    "env:JWT_SECRET",
    "env:FEED_EMPTY",
    "env:",
    "file:absent",
    "file:empty",
    "file:huge",
    "file:sap",
    "file:",
    "file:.",
    "file:../outside",
    "file:../feeds-other/secret",
    "file:/etc/hostname",
    "file:link",
    "file:a\u0000b",
  ])("is refused from %s", async (reference) => {
    await expect(named(reference)).rejects.toEqual(refused)
  })

  it("comes from no file while no folder is set", async () => {
    await expect(new CredentialVault({}).open(FEED, { password: "file:sap/password" })).rejects.toEqual(refused)
  })
})
