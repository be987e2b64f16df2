import { z } from "@medusajs/framework/zod"
import { isPostgresUrl } from "../database-url"
import { secret, setting } from "../setting"

const postgresUrl = z.string().refine(isPostgresUrl, "expected postgres://user:password@host:port/database")
const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

/** How the connection to Postgres is made. */
export const databaseSettings = {
  DATABASE_URL: secret(postgresUrl, {
    description: "Where the server and the worker connect, as galleria_app; a transaction pooler will do.",
    example: "postgres://galleria_app:PASSWORD@db.example.com:6543/postgres",
    fallback: "required",
    aliases: ["SUPABASE_POOLER_URL"],
  }),
  DATABASE_DIRECT_URL: secret(postgresUrl.optional(), {
    description: "Where migrations connect, as the owner of the tables; direct or a session pooler, never port 6543.",
    example: "postgres://postgres:PASSWORD@db.example.com:5432/postgres",
    fallback: "DATABASE_URL",
    aliases: ["POSTGRES_URL_NON_POOLING"],
  }),
  DATABASE_SSL_MODE: setting(
    z
      .enum(["verify-full", "require", "no-verify", "disable"])
      .transform((mode) => (mode === "require" ? "verify-full" : mode))
      .optional(),
    {
      description:
        "How the server's certificate is checked: verify-full (require means the same), no-verify (anybody can answer), disable (loopback only).",
      example: "verify-full",
      fallback: "verify-full; disable on loopback",
    }
  ),
  DATABASE_SSL_CA: setting(z.string().includes("-----BEGIN CERTIFICATE-----").optional(), {
    description: "The authority that signed the server's certificate, as PEM text; line ends may be written as \\n.",
    example: "-----BEGIN CERTIFICATE-----\\nMIID…\\n-----END CERTIFICATE-----",
    fallback: "Supabase's two roots",
    file: true,
    aliases: ["SUPABASE_CA_CERT"],
  }),
  DATABASE_POOL_MIN: setting(wholeNumber(0, 100).default(2), {
    description: "Connections that each process keeps open.",
    example: "2",
    fallback: "2",
  }),
  DATABASE_POOL_MAX: setting(wholeNumber(1, 500).default(10), {
    description:
      "Connections that each process opens at most; the sum over all processes stays below the server's limit.",
    example: "20",
    fallback: "10",
    aliases: ["DATABASE_POOL_SIZE"],
  }),
  DATABASE_ACQUIRE_TIMEOUT_MS: setting(wholeNumber(100, 60_000).default(5_000), {
    description: "How long a request waits for a free connection before it fails, in milliseconds.",
    example: "5000",
    fallback: "5000",
  }),
  DATABASE_SILENCE_TIMEOUT_MS: setting(wholeNumber(1_000, 3_600_000).default(65_000), {
    description:
      "After how long a statement without any answer ends its connection, in milliseconds; longer than the role's statement_timeout of 60 s. Migrations wait for ever.",
    example: "65000",
    fallback: "65000",
  }),
  DATABASE_ALLOW_OWNER_RUNTIME: setting(z.stringbool().default(false), {
    description: "Lets production run as a role that owns the tables or bypasses row-level security.",
    example: "false",
    fallback: "false",
  }),
}
