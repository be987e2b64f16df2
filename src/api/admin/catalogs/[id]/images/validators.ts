import { z } from "@medusajs/framework/zod"
import { IMAGE_STATUSES } from "../../../../../modules/catalog"

export const AdminListCatalogImages = z
  .object({
    limit: z.coerce.number().int().min(1).max(200).default(20),
    offset: z.coerce.number().int().min(0).default(0),
    status: z.enum(IMAGE_STATUSES).optional(),
  })
  .strict()
export type AdminListCatalogImagesQuery = z.infer<typeof AdminListCatalogImages>

/** Without ids all that failed are tried again. */
export const AdminRetryCatalogImages = z
  .object({ ids: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional() })
  .strict()
export type AdminRetryCatalogImagesBody = z.infer<typeof AdminRetryCatalogImages>
