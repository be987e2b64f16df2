import { z } from "@medusajs/framework/zod"
import { createFindParams } from "@medusajs/medusa/api/utils/validators"

/** Skus that one request may name; more are several requests. */
const MOST = 10_000
const sku = z.string().trim().min(1).max(128)

export const AdminListExclusions = createFindParams({ limit: 100, offset: 0 }).strict()

export const AdminChangeExclusions = z
  .object({
    add: z
      .array(z.object({ sku, reason: z.string().max(500).nullable().default(null) }).strict())
      .max(MOST)
      .default([]),
    remove: z.array(sku).max(MOST).default([]),
  })
  .strict()
  .refine(({ add, remove }) => add.every((entry) => !remove.includes(entry.sku)), {
    message: "A sku stands in both add and remove: leave it in one of them",
  })
export type AdminChangeExclusionsBody = z.infer<typeof AdminChangeExclusions>
