import { MedusaService } from "@medusajs/framework/utils"
import { Client } from "./models/client"
import { Site } from "./models/site"
import { SiteDomain } from "./models/site-domain"

/** Keeps clients, their sites and domains. */
export class TenancyModuleService extends MedusaService({ Client, Site, SiteDomain }) {}
