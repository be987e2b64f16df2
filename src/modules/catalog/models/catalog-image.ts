import { model } from "@medusajs/framework/utils"

/**
 * A picture that products of a catalog name by its address, and where it stands: waiting, leased to a worker until
 * `due_at`, kept (and looked at again at `due_at`), or given up with a reason. The id is derived from catalog and address.
 */
export const CatalogImage = model
  .define("catalog_image", {
    id: model.id({ prefix: "catimg" }).primaryKey(),
    catalog_id: model.text(),
    url: model.text(),
    host: model.text(),
    status: model.enum(["queued", "working", "kept", "failed"]).default("queued"),
    attempts: model.number().default(0),
    due_at: model.dateTime().nullable(),
    reason: model.text().nullable(),
    message: model.text().nullable(),
    etag: model.text().nullable(),
    picture_id: model.text().nullable(),
  })
  .indexes([{ name: "IDX_catalog_image_catalog_id_status", on: ["catalog_id", "status"], where: "deleted_at IS NULL" }])
