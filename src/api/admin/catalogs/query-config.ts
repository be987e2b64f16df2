const fields = [
  "id",
  "key",
  "name",
  "type",
  "source",
  "status",
  "client_id",
  "pricing_rules",
  "sync_settings",
  "last_synced_at",
  "created_at",
  "updated_at",
]

const itemFields = [
  "id",
  "catalog_id",
  "sku",
  "name",
  "product_key",
  "handle",
  "barcode",
  "brand",
  "category",
  "options",
  "attributes",
  "is_active",
  "content_hash",
  "product_id",
  "variant_id",
  "created_at",
  "updated_at",
]

/** What a catalog answers with when the request names no fields. */
export const catalogQueryConfig = { defaults: fields, isList: false }

/** The same for a list. */
export const catalogListQueryConfig = { defaults: fields, isList: true }

/** What an item of a list answers with; `fields=+raw` adds the source's record. */
export const itemListQueryConfig = { defaults: itemFields, isList: true }
