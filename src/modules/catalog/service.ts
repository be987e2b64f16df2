import { MedusaService } from "@medusajs/framework/utils"
import { Catalog } from "./models/catalog"
import { CatalogItem } from "./models/catalog-item"
import { Exclusion } from "./models/exclusion"
import { FeedRun } from "./models/feed-run"

/** Keeps catalogs, their items, what sites exclude of them, and the runs that feed them. */
export class CatalogModuleService extends MedusaService({ Catalog, CatalogItem, Exclusion, FeedRun }) {}
