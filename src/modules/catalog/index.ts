import { Module } from "@medusajs/framework/utils"
import { CatalogModuleService } from "./service"

/** The name under which the container holds the module's service. */
export const CATALOG_MODULE = "catalog"

export default Module(CATALOG_MODULE, { service: CatalogModuleService })
