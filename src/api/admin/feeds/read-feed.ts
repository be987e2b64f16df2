import type { MedusaRequest } from "@medusajs/framework/http"
import { CATALOG_MODULE, presentFeed } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"

/** Answers a feed as the API shows it; 404 `unknown_feed` when there is none. */
export const readFeed = async (req: MedusaRequest<never>, id: string) =>
  presentFeed(await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getFeed(id))
