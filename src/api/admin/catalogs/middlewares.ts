import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validateExport } from "../export-validator"
import { receivePreview } from "./[id]/imports/preview/read-preview"
import { receiveFile } from "./[id]/imports/receive-file"
import { catalogListQueryConfig, catalogQueryConfig, itemListQueryConfig } from "./query-config"
import {
  AdminCreateCatalog,
  AdminGetCatalog,
  AdminImportFile,
  AdminListCatalogItems,
  AdminListCatalogs,
  AdminPreviewFile,
  AdminUpdateCatalog,
} from "./validators"

const one = validateAndTransformQuery(AdminGetCatalog, catalogQueryConfig)

/** What requests to `/admin/catalogs` must look like. */
export const adminCatalogMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/catalogs",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListCatalogs, catalogListQueryConfig)],
  },
  {
    matcher: "/admin/catalogs",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(AdminCreateCatalog), one],
  },
  { matcher: "/admin/catalogs/:id", methods: ["GET"], middlewares: [one] },
  {
    matcher: "/admin/catalogs/:id",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(AdminUpdateCatalog), one],
  },
  {
    matcher: "/admin/catalogs/:id/items",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListCatalogItems, itemListQueryConfig)],
  },
  {
    matcher: "/admin/catalogs/:id/imports",
    methods: ["POST"],
    middlewares: [receiveFile, validateAndTransformBody(AdminImportFile)],
  },
  {
    matcher: "/admin/catalogs/:id/imports/preview",
    methods: ["POST"],
    middlewares: [validateAndTransformQuery(AdminPreviewFile, { defaults: ["id"], isList: false }), receivePreview],
  },
  { matcher: "/admin/catalogs/:id/export", methods: ["GET"], middlewares: [validateExport] },
]
