import { validateAndTransformQuery } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { EXPORT_FORMATS } from "../../modules/catalog"

const AdminExport = z.object({ format: z.enum(EXPORT_FORMATS).default("csv") }).strict()
export type AdminExportQuery = z.infer<typeof AdminExport>

/** What a request for an export may say. */
export const validateExport = validateAndTransformQuery(AdminExport, { defaults: ["id"], isList: false })
