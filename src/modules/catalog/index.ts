import { Module } from "@medusajs/framework/utils"
import { CatalogModuleService } from "./service"

export { changeExclusions, type ExcludingSite, type ExclusionChanges } from "./change-exclusions"
export { CatalogErrors } from "./errors"
export { executeRun, type PipelineContext } from "./pipeline/execute-run"
export type { OpenedSource } from "./pipeline/read-source"
export { reconcileChannels, type ChannelChanges, type ChannelScope } from "./pipeline/statements/channel"
export { idTime } from "./pipeline/statements/new-id"
export { listSilentRuns } from "./pipeline/statements/claims"
export { Turns } from "./pipeline/turns"
export { FEED_RUN_STATES } from "./models/feed-run"
export { listRejections } from "./pipeline/statements/rejections"
export { listExclusions } from "./statements/exclusions"
export { pricingRulesSchema } from "./pricing/rules"
export { retireCatalogs } from "./statements/retire-catalogs"
export { readCsv } from "./sources/csv/read-csv"

/** The name under which the container holds the module's service. */
export const CATALOG_MODULE = "catalog"

export default Module(CATALOG_MODULE, { service: CatalogModuleService })
