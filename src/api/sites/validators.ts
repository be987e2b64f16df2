import { z } from "@medusajs/framework/zod"

export const ResolveSite = z.object({ domain: z.string().min(1) }).strict()
export type ResolveSiteQuery = z.infer<typeof ResolveSite>
