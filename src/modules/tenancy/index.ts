import { Module } from "@medusajs/framework/utils"
import { TenancyModuleService } from "./service"

export { TenancyErrors } from "./errors"
export { normaliseDomain } from "./validation/domain"

/** The name under which the container holds the module's service. */
export const TENANCY_MODULE = "tenancy"

export default Module(TENANCY_MODULE, { service: TenancyModuleService })
