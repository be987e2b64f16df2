import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { startEmbeddedPostgres } from "../../src/postgres/embedded-server"
import { provisionDatabase } from "../../src/postgres/provision"
import { makeAuthority, makeServerCertificate } from "../harness/certificates"
import { freePort } from "../harness/store-process"

/** A PostgreSQL that accepts TLS only, with a certificate for `localhost` that an authority of its own signed. */
export type TlsServer = {
  /** Addresses by the name in the certificate. */
  readonly ownerUrl: string
  readonly runtimeUrl: string
  /** The authority that signed, and one that did not; as PEM text. */
  readonly authority: string
  readonly otherAuthority: string
  stop(): Promise<void>
}

const PASSWORDS = { ownerPassword: "owner-of-a-test", appPassword: "app-of-a-test" }

/** The server reads its key as its own user, and refuses a key that others may read. */
const handOver = (folder: string, dataDir: string): void => {
  const { uid, gid } = statSync(dataDir)
  for (const file of ["server.key", "server.crt"]) {
    chownSync(join(folder, file), uid, gid)
    chmodSync(join(folder, file), 0o600)
  }
}

/** Whatever then works with the store's database has used TLS: the superuser alone may do without. */
const requireTls = (dataDir: string): void => {
  const rules = ["host postgres postgres 127.0.0.1/32 scram-sha-256", "hostssl all all 127.0.0.1/32 scram-sha-256"]
  writeFileSync(join(dataDir, "pg_hba.conf"), `${rules.join("\n")}\n`)
}

/** Starts the server with a provisioned, empty database; the suite stops it. */
export const startTlsServer = async (): Promise<TlsServer> => {
  const folder = mkdtempSync("/var/tmp/galleria-tls-")
  chmodSync(folder, 0o711)
  const authority = makeAuthority(folder, "right")
  const otherAuthority = makeAuthority(folder, "wrong")
  makeServerCertificate(folder, "right")

  const dataDir = join(folder, "data")
  const options = { dataDir, port: await freePort(), password: "superuser-of-a-test" }
  const plain = await startEmbeddedPostgres(options)
  const addresses = await provisionDatabase(plain.superuserUrl, { database: "galleria", ...PASSWORDS })
  await plain.stop()

  handOver(folder, dataDir)
  requireTls(dataDir)
  const files = { ssl_cert_file: join(folder, "server.crt"), ssl_key_file: join(folder, "server.key") }
  const server = await startEmbeddedPostgres({ ...options, settings: { ssl: "on", fsync: "off", ...files } })
  const named = (url: string): string => url.replace("127.0.0.1", "localhost")
  return {
    ownerUrl: named(addresses.ownerUrl),
    runtimeUrl: named(addresses.runtimeUrl),
    authority,
    otherAuthority,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
