import type { MedusaContainer } from "@medusajs/framework/types"
import { CATALOG_MODULE, presentFeed } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"

/** Answers a feed as the API shows it; 404 `unknown_feed` when there is none. */
export const readFeed = async (container: MedusaContainer, id: string) =>
  presentFeed(await container.resolve<CatalogModuleService>(CATALOG_MODULE).getFeed(id))
