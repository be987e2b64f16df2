import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { isDeepStrictEqual } from "node:util"
import type { UpdateCatalog } from "../../../modules/catalog/types"
import { catalogOf } from "./catalog"

/** A catalog, and the fields of it that change. */
export type UpdateCatalogInput = { id: string; changes: UpdateCatalog }

/** Changes fields of a catalog, and tells whether its prices follow other rules from now on, and whether sites show it otherwise. */
export const updateCatalogStep = createStep(
  "update-catalog",
  async ({ id, changes }: UpdateCatalogInput, { container }) => {
    const service = catalogOf(container)
    const { name, type, source, status, client_id, pricing_rules, sync_settings } = await service.getCatalog(id)
    const before = { name, type, source, status, client_id, pricing_rules, sync_settings }
    await service.updateCatalog(id, changes)
    const now = await service.getCatalog(id)
    const isRepriced = !isDeepStrictEqual(now.pricing_rules, pricing_rules)
    return new StepResponse({ id, isRepriced, hasOtherStatus: now.status !== status }, { id, before })
  },
  async (done, { container }) => {
    if (done) await catalogOf(container).updateCatalog(done.id, done.before)
  }
)
