import { Module } from "@medusajs/framework/utils"
import { OperationsModuleService } from "./service"

export { OperationsErrors } from "./errors"

/** The name under which the container holds the module's service. */
export const OPERATIONS_MODULE = "operations"

export default Module(OPERATIONS_MODULE, { service: OperationsModuleService })
