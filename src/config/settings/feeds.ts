import { isIP } from "node:net"
import { z } from "@medusajs/framework/zod"
import { secret, setting } from "../setting"

const KEY_BYTES = 32

const isKey = (text: string): boolean => {
  const match = /^[A-Za-z0-9_-]{1,32}:([A-Za-z0-9+/_-]+={0,2})$/.exec(text)
  return Buffer.from(match?.[1] ?? "", "base64").length === KEY_BYTES
}

const isKeyList = (text: string): boolean => {
  const keys = text.split(",").map((key) => key.trim())
  return keys.every(isKey) && new Set(keys.map((key) => key.split(":")[0])).size === keys.length
}

const isHostOrNetwork = (text: string): boolean => {
  const [host = "", bits, ...rest] = text.split("/")
  const mostBits = isIP(host) === 6 ? 128 : 32
  if (bits !== undefined)
    return isIP(host) > 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= mostBits
  return isIP(host) > 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(host)
}

const listOf = (text: string): string[] => text.split(",").flatMap((entry) => entry.trim() || [])

const RUN_LIMIT = /^(standard|professional|enterprise|shared)=([1-9]\d?)$/
const RUN_LIMIT_COUNT = 4

const isRunLimits = (text: string): boolean => {
  const names = listOf(text).map((entry) => RUN_LIMIT.exec(entry)?.[1])
  return names.length === RUN_LIMIT_COUNT && !names.includes(undefined) && new Set(names).size === RUN_LIMIT_COUNT
}

const runLimitsOf = (text: string) => {
  const limitOf = (name: string): number => {
    const limit = listOf(text).find((entry) => entry.startsWith(`${name}=`))
    return Number(limit?.slice(name.length + 1))
  }
  return {
    standard: limitOf("standard"),
    professional: limitOf("professional"),
    enterprise: limitOf("enterprise"),
    shared: limitOf("shared"),
  }
}

/** What feeds may reach, and how their credentials are kept. */
export const feedSettings = {
  CREDENTIALS_KEY: secret(
    z
      .string()
      .refine(
        isKeyList,
        `expected id:key, where the key is ${KEY_BYTES} bytes in base64; several by commas, each id once`
      )
      .optional(),
    {
      description:
        "Seals the credentials of feeds. Of several keys, separated by commas, the first seals and all open, so that keys can be changed.",
      example: "2026a:KEY, where openssl rand -base64 32 makes the KEY",
      fallback: "feeds take only credentials that are named as env: or file:",
    }
  ),
  FEED_CREDENTIALS_PREFIX: setting(
    z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*_$/, "expected capital letters that end in an underscore")
      .default("FEED_"),
    {
      description: "How the variables begin that a feed's credential may name as env:NAME; all others stay unreadable.",
      example: "FEED_",
      fallback: "FEED_",
    }
  ),
  FEED_CREDENTIALS_FOLDER: setting(z.string().startsWith("/", "expected an absolute path").optional(), {
    description: "The folder below which the files lie that a feed's credential may name as file:PATH.",
    example: "/run/secrets/feeds",
    fallback: "no credential comes from a file",
  }),
  FEEDS_ALLOW_PRIVATE_ADDRESSES: setting(
    z
      .string()
      .refine(
        (text) => listOf(text).every(isHostOrNetwork),
        "expected hosts, addresses or networks, separated by commas"
      )
      .transform(listOf)
      .default([]),
    {
      description:
        "Hosts and networks that feeds and webhooks may reach though they are private, also over plain http. Link-local addresses need their network named.",
      example: "erp.internal,10.20.0.0/16",
      fallback: "public addresses over https only",
    }
  ),
  FEED_RUNS_AT_ONCE: setting(z.coerce.number().int().min(1).max(20).default(3), {
    description: "Runs that work at once in each worker process; others take their turn between two chunks.",
    example: "5",
    fallback: "3",
  }),
  FEED_RUNS_PER_CLIENT: setting(
    z
      .string()
      .refine(isRunLimits, "expected a number from 1 to 99 for each of standard, professional, enterprise and shared")
      .transform(runLimitsOf)
      .default({ standard: 1, professional: 2, enterprise: 3, shared: 3 }),
    {
      description:
        "Runs of one client's catalogs that may be under way at once over all workers, by the client's tier; shared is for the catalogs of no client together.",
      example: "standard=1,professional=2,enterprise=3,shared=3",
      fallback: "standard=1,professional=2,enterprise=3,shared=3",
    }
  ),
  FEED_RETRY_BASE_MS: setting(z.coerce.number().int().min(10).max(3_600_000).default(5_000), {
    description:
      "After how long a run or a webhook that failed for a passing reason is tried again, in milliseconds; doubled each time, a run three times.",
    example: "5000",
    fallback: "5000",
  }),
}
