import type { MedusaContainer } from "@medusajs/framework/types"
import { TENANCY_MODULE } from "../../../modules/tenancy"
import type { TenancyModuleService } from "../../../modules/tenancy/service"

/** The service that every step of this folder writes through. */
export const tenancyOf = (container: MedusaContainer): TenancyModuleService =>
  container.resolve<TenancyModuleService>(TENANCY_MODULE)
