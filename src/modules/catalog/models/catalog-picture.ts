import { model } from "@medusajs/framework/utils"

/**
 * What is kept of a picture: its WebP files, smallest first. The id is derived from the owner (a client, or nobody for
 * shared catalogs) and the SHA-256 of the downloaded bytes, so that an owner's equal pictures are one.
 */
export const CatalogPicture = model.define("catalog_picture", {
  id: model.id({ prefix: "catpic" }).primaryKey(),
  client_id: model.text().nullable(),
  content_hash: model.text(),
  sizes: model.json(),
  file_keys: model.json(),
})
