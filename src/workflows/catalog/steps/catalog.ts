import type { MedusaContainer } from "@medusajs/framework/types"
import { CATALOG_MODULE } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"

/** The service that the steps of this folder write through. */
export const catalogOf = (container: MedusaContainer): CatalogModuleService =>
  container.resolve<CatalogModuleService>(CATALOG_MODULE)
