import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"
import { deleteFilesWorkflow } from "@medusajs/medusa/core-flows"
import type { Request } from "express"
import multer, { MulterError, type StorageEngine } from "multer"
import { randomUUID } from "node:crypto"
import { pipeline } from "node:stream/promises"
import { CATALOG_MODULE, CatalogErrors } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"
import type { FileSource } from "../../../../../modules/catalog/types"
import type { AdminImportFileBody } from "../../validators"

/** The largest file that an upload may bring, in bytes: about a million rows of ordinary items. */
const LARGEST_UPLOAD = 1024 * 1024 * 1024

type Upload = Express.Multer.File & { file_key?: string }

/** The name under which the File Module keeps an upload: what the person called it, behind what nobody can guess. */
const storedName = (original: string): string =>
  `import-${randomUUID()}-${original.replace(/[^A-Za-z0-9._-]+/g, "_").slice(-100)}`

/** Streams the upload into the File Module, so that no file is ever in memory as a whole. */
const intoFileModule = (request: MedusaRequest): StorageEngine => ({
  _handleFile: (_req: Request, file, done) => {
    const keep = async (): Promise<Partial<Upload>> => {
      const target = { filename: storedName(file.originalname), mimeType: "text/csv", access: "private" as const }
      const { writeStream, promise } = await request.scope.resolve(Modules.FILE).getUploadStream(target)
      const [stored] = await Promise.all([promise, pipeline(file.stream, writeStream)])
      return { file_key: stored.key }
    }
    keep().then((kept) => done(null, kept), done)
  },
  _removeFile: (_req: Request, file: Upload, done) => {
    if (!file.file_key) return done(null)
    const removal = deleteFilesWorkflow(request.scope).run({ input: { ids: [file.file_key] } })
    removal.then(() => done(null), done)
  },
})

/** Receives the field `file` of a multipart request, once it is known that the catalog exists. */
export const receiveFile = async (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => {
  await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getCatalog(req.params["id"] ?? "")
  const limits = { fileSize: LARGEST_UPLOAD, files: 1, fields: 10, fieldSize: 10_000 }
  const receive = multer({ storage: intoFileModule(req), limits }).single("file")
  receive(req, res as never, (error: unknown) => {
    next(error instanceof MulterError ? CatalogErrors.unreadableUpload(error.message) : error)
  })
}

/** Where the file of a validated request is kept. */
export const fileSourceOf = (req: MedusaRequest<AdminImportFileBody>): FileSource => {
  const upload = (req as { file?: Upload }).file
  const file_key = upload?.file_key ?? req.validatedBody.file_key
  if (!file_key) throw CatalogErrors.noFile()
  return { type: "file", file_key, file_name: upload?.originalname ?? file_key }
}
