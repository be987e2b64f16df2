import { z } from "@medusajs/framework/zod"
import { secret, setting } from "../setting"

const originList = z
  .string()
  .refine(
    (list) =>
      list.split(",").every((origin) => origin === "" || /^(https?:\/\/[^/\s]+|\/.+\/[a-z]*)$/.test(origin.trim())),
    "expected origins without a path, separated by commas"
  )

/** How the process serves HTTP and whom it trusts. */
export const serverSettings = {
  NODE_ENV: setting(z.enum(["development", "test", "staging", "production"]).default("development"), {
    description: "production and staging refuse weak secrets and serve the built dashboard.",
    example: "production",
    fallback: "development; production for medusa start",
  }),
  HOST: setting(z.string().min(1).optional(), {
    description: "The address to listen on; medusa start --host says the same.",
    example: "127.0.0.1",
    fallback: "all addresses",
  }),
  PORT: setting(z.coerce.number().int().min(0).max(65_535).default(9000), {
    description: "The port to listen on.",
    example: "9000",
    fallback: "9000",
  }),
  MEDUSA_WORKER_MODE: setting(z.enum(["shared", "server", "worker"]).default("shared"), {
    description: "server answers HTTP, worker runs jobs and subscribers, shared does both; the split needs REDIS_URL.",
    example: "server",
    fallback: "shared",
  }),
  WORKER_HEALTH_PORT: setting(z.coerce.number().int().min(0).max(65_535).default(9001), {
    description: "Where a separate worker answers /health from the database and Redis; its PORT answers 200 always.",
    example: "9001",
    fallback: "9001",
  }),
  SHUTDOWN_TIMEOUT_S: setting(z.coerce.number().int().min(1).max(3_600).default(10), {
    description:
      "Seconds that a process which was asked to end may take to close its connections and finish its jobs, once its requests are answered; then it just ends.",
    example: "10",
    fallback: "10",
  }),
  JWT_SECRET: secret(z.string().min(1).optional(), {
    description: "Signs the tokens of users and customers; in production at least 32 characters.",
    example: "openssl rand -hex 32",
    fallback: "required in production",
  }),
  COOKIE_SECRET: secret(z.string().min(1).optional(), {
    description: "Signs the session cookie; in production at least 32 characters, and not JWT_SECRET.",
    example: "openssl rand -hex 32",
    fallback: "required in production",
  }),
  STORE_CORS: setting(originList.default(""), {
    description: "Origins that may call the Store API besides the sites' own domains.",
    example: "https://preview.example.com",
    fallback: "none",
  }),
  ADMIN_CORS: setting(originList.default(""), {
    description: "Origins that may call the Admin API besides the dashboard that the server itself serves.",
    example: "https://admin.example.com",
    fallback: "none",
  }),
  AUTH_CORS: setting(originList.optional(), {
    description: "Origins that may sign in.",
    example: "https://admin.example.com,https://preview.example.com",
    fallback: "ADMIN_CORS and STORE_CORS",
  }),
  ADMIN_DISABLED: setting(z.stringbool().default(false), {
    description: "Serves the API without the dashboard, for a process that needs no built one.",
    example: "false",
    fallback: "false",
  }),
  LOOPBACK_HTTP: setting(z.stringbool().default(false), {
    description:
      "Lets the dashboard sign in over plain http. Accepted only when the server listens on loopback (--host 127.0.0.1); over https the cookie stays secure.",
    example: "true",
    fallback: "false",
  }),
  LOG_LEVEL: setting(z.enum(["error", "warn", "info", "http", "verbose", "debug", "silly"]).default("http"), {
    description: "The least level that is logged.",
    example: "info",
    fallback: "http",
  }),
}
