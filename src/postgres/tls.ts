import type { DatabaseEndpoint } from "../config/environment"
import { SUPABASE_ROOTS } from "./supabase-roots"

/** What node-postgres takes as `ssl`; `false` is a plain connection. */
export type DriverTls = { ca: string[]; rejectUnauthorized: true } | { rejectUnauthorized: false } | false

/**
 * Certificates are checked against the given authority, or Supabase's two, and against the host's name. Only an
 * explicit no-verify talks to whoever answers.
 */
export const driverTls = ({ mode, ca }: DatabaseEndpoint["tls"]): DriverTls => {
  if (mode === "disable") return false
  if (mode === "no-verify") return { rejectUnauthorized: false }
  return { ca: ca ? [ca] : [...SUPABASE_ROOTS], rejectUnauthorized: true }
}
