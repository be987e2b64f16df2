import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { UpdateCatalog } from "../../../modules/catalog/types"
import { catalogOf } from "./catalog"

/** A catalog, and the fields of it that change. */
export type UpdateCatalogInput = { id: string; changes: UpdateCatalog }

/** Changes fields of a catalog. */
export const updateCatalogStep = createStep(
  "update-catalog",
  async ({ id, changes }: UpdateCatalogInput, { container }) => {
    const service = catalogOf(container)
    const { name, type, source, status, client_id, pricing_rules, sync_settings } = await service.getCatalog(id)
    const before = { name, type, source, status, client_id, pricing_rules, sync_settings }
    await service.updateCatalog(id, changes)
    return new StepResponse({ id }, { id, before })
  },
  async (done, { container }) => {
    if (done) await catalogOf(container).updateCatalog(done.id, done.before)
  }
)
