const fields = [
  "id",
  "name",
  "status",
  "branding",
  "settings",
  "currency_code",
  "time_zone",
  "region_id",
  "catalog_id",
  "sales_channel_id",
  "created_at",
  "updated_at",
  "client_id",
  "client.id",
  "client.name",
  "client.slug",
  "client.tier",
  "client.is_active",
  "domains.domain",
  "domains.is_primary",
  "publishable_key.id",
  "publishable_key.token",
]

/** What a site answers with when the request names no fields. */
export const siteQueryConfig = { defaults: fields, isList: false }

/** The same for a list. */
export const siteListQueryConfig = { defaults: fields, isList: true }
