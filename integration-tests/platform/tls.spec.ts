import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { commandOf } from "../../src/config/command"
import { parseEnvironment } from "../../src/config/environment"
import { createKnex } from "../../src/postgres/knex"
import { preflight } from "../../src/postgres/preflight"
import { describeWith } from "../harness"
import { currentRun } from "../harness/run-state"
import { runMedusa, storeEnvironment } from "../harness/store-process"
import { startTlsServer, type TlsServer } from "./tls-server"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

describeWith("openssl")("TLS to Postgres", () => {
  let server: TlsServer
  beforeAll(async () => (server = await startTlsServer()))
  afterAll(() => server.stop())

  /** Connects as the store does with these settings, and answers how the server sees the connection. */
  const connectWith = async (settings: Record<string, string>): Promise<object[]> => {
    const { endpoint } = parseEnvironment({ DATABASE_URL: server.runtimeUrl, ...settings }, commandOf(["start"]))
    const pool = createKnex({ endpoint, applicationName: "galleria-test", min: 0, max: 1, acquireTimeoutMs: 5_000 })
    try {
      await preflight(
        endpoint,
        () => pool.raw("select 1"),
        () => undefined,
        []
      )
      const encrypted = "select ssl, version from pg_stat_ssl where pid = pg_backend_pid()"
      return (await pool.raw<{ rows: object[] }>(encrypted)).rows
    } finally {
      await pool.destroy()
    }
  }

  describe("a connection", () => {
    it("is encrypted and verified with the right authority and name", async () => {
      const settings = { DATABASE_SSL_MODE: "verify-full", DATABASE_SSL_CA: server.authority }
      expect(await connectWith(settings)).toEqual([{ ssl: true, version: "TLSv1.3" }])
    })

    it.each(["verify-full", "require"])("is refused with another authority, when the mode is %s", async (mode) => {
      const settings = { DATABASE_SSL_MODE: mode, DATABASE_SSL_CA: server.otherAuthority }
      await expect(connectWith(settings)).rejects.toThrow("DATABASE_SSL_CA")
    })

    it("is refused with Supabase's authorities, which are the default", async () => {
      await expect(connectWith({ DATABASE_SSL_MODE: "verify-full" })).rejects.toThrow("DATABASE_SSL_CA")
    })

    it("is refused under another host name", async () => {
      const settings = { DATABASE_SSL_MODE: "verify-full", DATABASE_SSL_CA: server.authority }
      const address = server.runtimeUrl.replace("localhost", "127.0.0.1")
      await expect(connectWith({ ...settings, DATABASE_URL: address })).rejects.toThrow("another host name")
    })

    it("keeps its authority when the address has an sslmode", async () => {
      const settings = { DATABASE_URL: `${server.runtimeUrl}?sslmode=require`, DATABASE_SSL_CA: server.otherAuthority }
      await expect(connectWith(settings)).rejects.toThrow("DATABASE_SSL_CA")
      expect(await connectWith({ ...settings, DATABASE_SSL_CA: server.authority })).toMatchObject([{ ssl: true }])
    })

    it("is encrypted to whoever answers with no-verify", async () => {
      expect(await connectWith({ DATABASE_SSL_MODE: "no-verify" })).toMatchObject([{ ssl: true }])
    })

    it("is refused by this server without TLS, so the tests above prove something", async () => {
      await expect(connectWith({ DATABASE_SSL_MODE: "disable" })).rejects.toThrow("accepts TLS only")
    })
  })

  it("is encrypted for all of a migration, whose modules open connections of their own", async () => {
    const run = async (words: string[], settings: Record<string, string>): Promise<string> => {
      const folder = mkdtempSync(join(currentRun().folder, "tls-"))
      const env = storeEnvironment(server.runtimeUrl, { DATABASE_DIRECT_URL: server.ownerUrl, ...settings })
      await runMedusa(words, { folder, env })
      return readdirSync(folder)
        .filter((file) => file.endsWith(".log"))
        .map((file) => readFileSync(join(folder, file), "utf8"))
        .join("")
    }
    const verified = { DATABASE_SSL_MODE: "verify-full", DATABASE_SSL_CA: server.authority }
    const log = await run(["db:migrate", "--execute-safe-links"], verified)
    expect(log).toContain("Migration scripts completed")
    expect(log).not.toContain("no-verify")
    expect(await run(["db:sync-links"], { DATABASE_SSL_MODE: "no-verify" })).toContain("to whoever answers")
  })
})
