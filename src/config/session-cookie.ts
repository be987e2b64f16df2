import type { Environment } from "./environment"

/**
 * express-session reads "auto" as: secure whenever the request came over https. Medusa's types know booleans only,
 * and hand the value on as it is.
 */
const SECURE_OVER_HTTPS = "auto" as unknown as boolean

/**
 * In production Medusa's session cookie is for https only. A server that only this machine reaches may send it over
 * plain http too; the environment has refused LOOPBACK_HTTP for any other server.
 */
export const sessionCookie = ({ LOOPBACK_HTTP }: Environment) =>
  LOOPBACK_HTTP ? { cookieOptions: { secure: SECURE_OVER_HTTPS } } : {}
