import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { CatalogFields } from "../../../modules/catalog/types"
import { catalogOf } from "./catalog"

/** Stores a catalog. */
export const createCatalogStep = createStep(
  "create-catalog",
  async (input: CatalogFields, { container }) => {
    const catalog = await catalogOf(container).createCatalog(input)
    return new StepResponse(catalog, catalog.id)
  },
  async (id, { container }) => {
    if (id) await catalogOf(container).deleteCatalogs(id)
  }
)
