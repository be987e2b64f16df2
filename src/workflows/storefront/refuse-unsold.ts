import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { executorOf } from "../../postgres/executor"
import { unsoldVariants } from "./statements/unsold-variants"

type Line = { variant_id?: string | null | undefined }

/** Throws when a line is of a variant that the cart's sales channel doesn't sell; lines without a variant are free text. */
export const refuseUnsold = async (
  container: MedusaContainer,
  salesChannelId: string | null | undefined,
  lines: Line[] | undefined
): Promise<void> => {
  const variantIds = [...new Set((lines ?? []).flatMap(({ variant_id }) => variant_id ?? []))]
  if (variantIds.length === 0) return
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const unsold = await unsoldVariants(db, salesChannelId ?? "", variantIds)
  if (unsold.length === 0) return
  throw new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `This site doesn't sell ${unsold.map((id) => `"${id}"`).join(", ")}: remove what it no longer shows, and list its products again`,
    "variant_not_sold"
  )
}
