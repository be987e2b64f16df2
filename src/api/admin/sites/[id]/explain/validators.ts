import { z } from "@medusajs/framework/zod"

export const AdminExplainItem = z.object({ sku: z.string().trim().min(1).max(128) }).strict()
export type AdminExplainItemQuery = z.infer<typeof AdminExplainItem>
