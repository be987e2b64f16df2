import { model } from "@medusajs/framework/utils"

/**
 * One record of a catalog as its source knows it, keyed `(catalog, sku)`. It is sold as a Medusa product, or as one
 * variant of the product that the items of one `product_key` share. Sku, handle and barcode are the source's own.
 * `feed_id` is the feed that delivers it, `absent_runs` how many full runs of that feed in a row did not.
 * `raw` is the record as it came, `content` what the last run made of it: the synced side of every comparison.
 */
export const CatalogItem = model
  .define("catalog_item", {
    id: model.id({ prefix: "item" }).primaryKey(),
    catalog_id: model.text(),
    sku: model.text().searchable(),
    name: model.text().searchable(),
    product_key: model.text(),
    handle: model.text(),
    barcode: model.text().searchable().nullable(),
    brand: model.text().nullable(),
    category: model.text().nullable(),
    options: model.json().default({}),
    attributes: model.json().default({}),
    raw: model.json(),
    content: model.json().default({}),
    content_hash: model.text(),
    is_active: model.boolean().default(true),
    feed_id: model.text().nullable(),
    absent_runs: model.number().default(0),
    product_id: model.text(),
    variant_id: model.text(),
  })
  .indexes([
    {
      name: "IDX_catalog_item_catalog_id_sku_unique",
      on: ["catalog_id", "sku"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    { name: "IDX_catalog_item_product_id", on: ["product_id"], where: "deleted_at IS NULL" },
    { name: "IDX_catalog_item_variant_id_unique", on: ["variant_id"], unique: true, where: "deleted_at IS NULL" },
  ])
