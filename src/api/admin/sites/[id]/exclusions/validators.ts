import { z } from "@medusajs/framework/zod"
import { createFindParams } from "@medusajs/medusa/api/utils/validators"

/** Skus that one request may name to be excluded, and as many to be shown again; more are several requests. */
const MOST = 10_000

/** As many skus and reasons as a request may name, each as long as it may be: 8 MB where a letter is a byte. */
export const LARGEST_BODY = "8mb"

const sku = z.string().trim().min(1).max(128)

export const AdminListExclusions = createFindParams({ limit: 100, offset: 0 }).strict()

const areApart = (add: readonly { sku: string }[], remove: ReadonlySet<string>): boolean =>
  !add.some((entry) => remove.has(entry.sku))

export const AdminChangeExclusions = z
  .object({
    add: z
      .array(z.object({ sku, reason: z.string().max(500).nullable().default(null) }).strict())
      .max(MOST)
      .default([]),
    remove: z.array(sku).max(MOST).default([]),
  })
  .strict()
  .refine(({ add, remove }) => areApart(add, new Set(remove)), {
    message: "A sku stands in both add and remove: leave it in one of them",
  })
export type AdminChangeExclusionsBody = z.infer<typeof AdminChangeExclusions>
