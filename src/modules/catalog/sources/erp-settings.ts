import { z } from "@medusajs/framework/zod"
import { isTimeZone } from "./source-time"
import { parseUrl } from "../../../addresses/parse-url"

/** An address without a password, which would be stored and shown like any setting. */
export const address = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((text) => !`${parseUrl(text)?.username ?? ""}${parseUrl(text)?.password ?? ""}`, {
    message: "an address without user name and password: set those as credentials",
  })

/** How far back a delta reaches behind the last one: the source's clock may be off by less, and changes stored late. */
const overlapMinutes = z.number().int().min(0).max(1_440).default(10)

/** What every ERP asks of an operator: where it is, and how far deltas overlap. */
export const erpSettings = { base_url: address, overlap_minutes: overlapMinutes }

/** How many records are asked for at once. */
export const pageSize = (most: number, usual: number) => z.number().int().min(10).max(most).default(usual)

/** The currency of prices that come without one. */
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "three letters of ISO 4217")
  .optional()

/** The zone of times that come without one. */
export const timeZone = z.string().max(100).refine(isTimeZone, "a time zone such as Europe/Berlin").default("UTC")
