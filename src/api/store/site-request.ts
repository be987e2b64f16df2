import type { MedusaStoreRequest } from "@medusajs/framework/http"

/** The site behind the publishable key of a request. */
export type SiteContext = {
  id: string
  client_id: string
  sales_channel_id: string
  region_id: string | null
  currency_code: string
  catalog_id: string | null
  /** The namespaces of the catalogs that the client can sell from: its own and the shared ones. */
  catalog_keys: string[]
}

/** A request under `/store`: only what belongs to an open shop reaches a route. */
export interface SiteRequest<Body = unknown, Query = Record<string, unknown>> extends MedusaStoreRequest<Body, Query> {
  site: SiteContext
}
