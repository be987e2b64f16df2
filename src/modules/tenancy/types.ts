import type { InferTypeOf } from "@medusajs/framework/types"
import type { Client } from "./models/client"
import type { Site } from "./models/site"

/** A stored client. */
export type ClientDTO = InferTypeOf<typeof Client>

/** A stored site. */
export type SiteDTO = InferTypeOf<typeof Site>

/** Free-form JSON that Galleria stores and hands back, such as a site's colours. */
export type JsonObject = Record<string, unknown>

/** What is known of a new client; the slug is unique. */
export type CreateClient = {
  name: string
  slug: string
  description?: string | null | undefined
  logo_url?: string | null | undefined
  contact_email?: string | null | undefined
  contact_phone?: string | null | undefined
  address?: JsonObject | null | undefined
  tier?: ClientDTO["tier"] | undefined
  is_active?: boolean | undefined
  settings?: JsonObject | undefined
}

/** What changes of a client; what is left out stays. JSON is replaced as a whole. */
export type UpdateClient = { [Field in keyof CreateClient]?: CreateClient[Field] | undefined }

/** The domains of a site. The first is the primary one unless `primary_domain` names another of them. */
export type SiteDomains = {
  domains?: string[] | undefined
  primary_domain?: string | undefined
}

/** What is known of a new site. */
export type CreateSite = SiteDomains & {
  client_id: string
  name: string
  currency_code: string
  status?: SiteDTO["status"] | undefined
  branding?: JsonObject | undefined
  settings?: JsonObject | undefined
  time_zone?: string | undefined
  region_id?: string | null | undefined
  catalog_id?: string | null | undefined
  sales_channel_id?: string | null | undefined
  publishable_key_id?: string | null | undefined
}

/** What changes of a site; what is left out stays, and `domains` replaces the whole list. A site keeps its client. */
export type UpdateSite = { [Field in Exclude<keyof CreateSite, "client_id">]?: CreateSite[Field] | undefined }
