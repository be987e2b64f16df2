import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { z } from "@medusajs/framework/zod"
import type { Request } from "express"
import multer, { MulterError, type StorageEngine } from "multer"
import { PassThrough } from "node:stream"
import {
  CATALOG_MODULE,
  CatalogErrors,
  type fileFormSettings,
  type FilePreview,
  previewFile,
} from "../../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../../modules/catalog/service"
import type { CatalogDTO } from "../../../../../../modules/catalog/types"

/** The largest file of a preview, in bytes; all of it is received, its beginning is read. */
const LARGEST_UPLOAD = 1024 * 1024 * 1024

type Previewed = Express.Multer.File & { preview?: FilePreview }

/** Reads the beginning of an upload while it arrives, and lets the rest go by. */
const intoPreview = (request: MedusaRequest, catalog: CatalogDTO): StorageEngine => ({
  _handleFile: (_req: Request, file, done) => {
    const { image_base_url: baseUrl, currency } = catalog.sync_settings
    const options = {
      ...(typeof currency === "string" ? { currency } : {}),
      ...(request.validatedQuery as z.infer<typeof fileFormSettings>),
      imageBaseUrl: typeof baseUrl === "string" ? baseUrl : null,
    }
    const beginning = new PassThrough()
    file.stream.pipe(beginning)
    const letGo = () => {
      file.stream.unpipe(beginning)
      file.stream.resume()
    }
    previewFile(beginning, options)
      .finally(letGo)
      .then((preview): void => done(null, { preview } as Partial<Previewed>), done)
  },
  _removeFile: (_req, _file, done) => done(null),
})

/** Receives the field `file` of a multipart request and previews it, once it is known that the catalog exists. */
export const receivePreview = async (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => {
  const catalog = await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getCatalog(req.params["id"] ?? "")
  const limits = { fileSize: LARGEST_UPLOAD, files: 1, fields: 0 }
  const receive = multer({ storage: intoPreview(req, catalog), limits }).single("file")
  receive(req, res as never, (error: unknown) => {
    next(error instanceof MulterError ? CatalogErrors.unreadableUpload(error.message) : error)
  })
}

/** What the upload of a request was found to be. */
export const previewOf = (req: MedusaRequest): FilePreview => {
  const { preview } = (req as { file?: Previewed }).file ?? {}
  if (!preview) throw CatalogErrors.noFile()
  return preview
}
