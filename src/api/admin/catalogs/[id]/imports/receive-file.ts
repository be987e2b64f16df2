import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"
import { deleteFilesWorkflow } from "@medusajs/medusa/core-flows"
import type { Request } from "express"
import multer, { MulterError, type StorageEngine } from "multer"
import { randomUUID } from "node:crypto"
import type { Readable, Writable } from "node:stream"
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

/** Deletes what has been stored of an upload that nobody will import. */
const discard = (request: MedusaRequest, fileKey: string): Promise<unknown> =>
  deleteFilesWorkflow(request.scope).run({ input: { ids: [fileKey] } })

/**
 * Copies an upload. When it can't be stored, the rest is read and dropped: `pipeline` would destroy the source, of which
 * multer hears before we do, and the connection might end before its answer is read.
 */
const copy = (source: Readable, target: Writable): Promise<void> =>
  new Promise((finished, failed) => {
    target.once("finish", finished)
    target.once("error", (error) => {
      source.unpipe(target).resume()
      failed(error)
    })
    source.once("error", (error) => target.destroy(error))
    source.once("close", () => source.readableEnded || target.destroy(new Error("the upload was cut")))
    source.pipe(target)
  })

/** Streams the upload into the File Module, so that no file is ever in memory as a whole. */
const intoFileModule = (request: MedusaRequest): StorageEngine => ({
  _handleFile: (_req: Request, file, done) => {
    const keep = async (): Promise<Partial<Upload>> => {
      const target = { filename: storedName(file.originalname), mimeType: "text/csv", access: "private" as const }
      const { writeStream, promise, fileKey } = await request.scope.resolve(Modules.FILE).getUploadStream(target)
      let size = 0
      file.stream.on("data", (piece: Buffer) => (size += piece.length))
      try {
        const [stored] = await Promise.all([promise, copy(file.stream, writeStream)])
        return { file_key: stored.key, size }
      } catch (error) {
        await discard(request, fileKey)
        throw CatalogErrors.uploadNotKept(error instanceof Error ? error.message : String(error))
      }
    }
    keep().then((kept) => done(null, kept), done)
  },
  _removeFile: (_req: Request, file: Upload, done) => {
    if (!file.file_key) return done(null)
    discard(request, file.file_key).then(() => done(null), done)
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
  return { type: "file", file_key, file_name: upload?.originalname ?? file_key, file_bytes: upload?.size ?? null }
}
