import { Module } from "@medusajs/framework/utils"
import { OperationsModuleService } from "./service"

/** The name under which the container holds the module's service. */
export const OPERATIONS_MODULE = "operations"

export default Module(OPERATIONS_MODULE, { service: OperationsModuleService })
