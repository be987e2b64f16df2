import type { MedusaContainer } from "@medusajs/framework/types"
import { CATALOG_MODULE, presentRun } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"

/** Answers a run with its rate, progress and remaining time; 404 `unknown_feed_run` when there is none. */
export const readRun = async (container: MedusaContainer, id: string) => {
  const service = container.resolve<CatalogModuleService>(CATALOG_MODULE)
  return presentRun(await service.getFeedRun(id), await service.expectedRows(id), Date.now())
}
