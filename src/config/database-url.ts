import { parseUrl } from "../addresses/parse-url"

/** How far the database server's identity is checked. */
export type TlsMode = "verify-full" | "no-verify" | "disable"

const PROTOCOLS = ["postgres:", "postgresql:"]
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/
const TLS_PARAMETERS = [
  "sslmode",
  "ssl",
  "ssl_mode",
  "sslcert",
  "sslkey",
  "sslrootcert",
  "sslpassword",
  "uselibpqcompat",
]
const LIFTED_MODES: Record<string, TlsMode> = {
  require: "verify-full",
  "verify-full": "verify-full",
  "no-verify": "no-verify",
  disable: "disable",
}

/** Whether the text is a Postgres address with a host and a database. */
export const isPostgresUrl = (text: string): boolean => {
  if (!parseUrl(text)) return false
  const url = new URL(text)
  return PROTOCOLS.includes(url.protocol) && url.hostname !== "" && url.pathname.length > 1
}

/** Whether the name or address is this machine's own, which no other machine can reach or impersonate. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** An address freed of its TLS parameters, with the mode that `sslmode` asked for. */
export type LiftedUrl = { url: string; host: string; port: number; mode: TlsMode | undefined }

/**
 * Takes the TLS parameters out of the address: node-postgres lets any of them replace the whole `ssl` object, and the
 * authority is lost. Answers the names of those that have no setting of the same meaning in `refused`.
 */
export const liftTlsParameters = (text: string): LiftedUrl & { refused: string[] } => {
  const url = new URL(text)
  const sslmode = url.searchParams.get("sslmode")
  const mode = sslmode === null ? undefined : LIFTED_MODES[sslmode]
  const refused = TLS_PARAMETERS.filter((name) => url.searchParams.has(name)).filter(
    (name) => name !== "sslmode" || mode === undefined
  )
  for (const name of TLS_PARAMETERS) url.searchParams.delete(name)
  return { url: url.toString(), host: url.hostname, port: Number(url.port || 5432), mode, refused }
}
