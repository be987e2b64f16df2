import type { Logger } from "@medusajs/framework/types"
import { createHash } from "node:crypto"
import type { Executor } from "../../../postgres/executor"
import type { Connections } from "../sources/http/exchange"
import { downloadPicture } from "./download-picture"
import { PictureFailure, PictureFailures } from "./picture-failure"
import { resizePicture, type ResizedPicture } from "./resize-picture"
import type { RestingHosts } from "./resting-hosts"
import { MOST_ATTEMPTS, type ClaimedImage } from "./statements/claim-image"
import {
  assignPicture,
  failHost,
  failImage,
  finishImage,
  insertPicture,
  knowsPicture,
  showPicture,
} from "./statements/settle-image"

/** The first wait before a picture is tried again; each further one is four times as long. */
const FIRST_RETRY_MS = 60_000
/** Products told in one batch of events. */
const BATCH_PRODUCTS = 1_000

/** A file for the File Module, and where it lies there. */
export type PictureFile = { filename: string; content: Buffer }
export type StoredPicture = { key: string; url: string }

/** What keeping pictures needs of the world around it. */
export type ImageContext = {
  db: Executor
  logger: Logger
  now: () => number
  random: () => number
  /** Stores WebP files for everybody to read, in the order given. */
  store: (files: PictureFile[]) => Promise<StoredPicture[]>
  discard: (keys: string[]) => Promise<void>
  emit: (events: { name: string; data: { id: string } }[]) => Promise<void>
}

/** What the worker that has the picture brings along. */
export type Equipment = {
  connections: Connections
  hosts: RestingHosts
  largestBytes: number
  refreshDays: number
}

/**
 * Downloads, keeps and shows one claimed picture, or notes why not. A worker that is killed in between leaves a picture
 * that is repeated; it is called kept only when its products show it.
 */
export const keepImage = async (context: ImageContext, equipment: Equipment, image: ClaimedImage): Promise<void> => {
  const { db } = context
  try {
    const pictureId = await pictureOf(context, equipment, image)
    if (!pictureId) return
    const productIds = await showPicture(db, image, pictureId)
    for (let from = 0; from < productIds.length; from += BATCH_PRODUCTS) {
      const batch = productIds.slice(from, from + BATCH_PRODUCTS)
      await context.emit(batch.map((id) => ({ name: "product.updated", data: { id } })))
    }
    await finishImage(db, image, equipment.refreshDays)
  } catch (error) {
    if (!(error instanceof PictureFailure)) throw error
    await layDown(context, equipment, image, error)
  }
}

/** The id of what is kept of the picture as it is now; null when another worker has taken it over. */
const pictureOf = async (
  context: ImageContext,
  { connections, hosts, largestBytes }: Equipment,
  image: ClaimedImage
): Promise<string | null> => {
  const etag = image.picture_id === null ? null : image.etag
  const downloaded = await downloadPicture(connections, { url: image.url, etag, largestBytes, now: context.now })
  hosts.succeeded(image.host)
  if (downloaded.isUnchanged) return image.picture_id
  const contentHash = createHash("sha256").update(downloaded.bytes).digest("hex")
  const id = pictureIdOf(image.client_id, contentHash)
  if (!(await knowsPicture(context.db, id)))
    await keepFiles(context, image, { id, contentHash }, await resizePicture(downloaded.bytes))
  return (await assignPicture(context.db, image, id, downloaded.etag)) ? id : null
}

const pictureIdOf = (clientId: string | null, contentHash: string): string =>
  `catpic_${createHash("sha256")
    .update(`${clientId ?? ""}:${contentHash}`)
    .digest("hex")
    .slice(0, 32)}`

type Named = { id: string; contentHash: string }

const keepFiles = async (
  context: ImageContext,
  image: ClaimedImage,
  { id, contentHash }: Named,
  resized: ResizedPicture[]
): Promise<void> => {
  const files = resized.map(({ width, content }) => ({
    filename: `${contentHash.slice(0, 32)}-${width}.webp`,
    content,
  }))
  const stored = await context.store(files).catch((error: unknown) => {
    context.logger.error(`The picture ${image.url} could not be stored: ${String(error)}`)
    throw PictureFailures.notStored()
  })
  const sizes = stored.map(({ url }, place) => ({
    width: resized[place]?.width ?? 0,
    height: resized[place]?.height ?? 0,
    url,
  }))
  const keys = stored.map(({ key }) => key)
  const picture = { id, clientId: image.client_id, contentHash, sizes, keys }
  if (!(await insertPicture(context.db, picture))) await context.discard(keys)
}

const layDown = async (
  { db, random }: ImageContext,
  { hosts, refreshDays }: Equipment,
  image: ClaimedImage,
  { reason, message, mayPass, askedMs }: PictureFailure
): Promise<void> => {
  if (reason === "unreachable") hosts.failed(image.host, askedMs)
  else if (reason !== "not_stored") hosts.succeeded(image.host)
  const backoffMs = FIRST_RETRY_MS * 4 ** (image.attempts - 1) * (0.5 + random())
  const retryAfterMs = mayPass ? Math.max(backoffMs, Math.min(askedMs ?? 0, 60 * 60_000)) : null
  await failImage(db, image, { reason, message, retryAfterMs }, refreshDays)
  if (mayPass && image.attempts >= MOST_ATTEMPTS && hosts.isDown(image.host)) await failHost(db, image.host)
}
