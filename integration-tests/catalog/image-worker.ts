import type { Logger } from "@medusajs/framework/types"
import sharp from "sharp"
import { ImageKeeper, type ImageSettings } from "../../src/modules/catalog/images/image-keeper"
import type { ImageContext } from "../../src/modules/catalog/images/keep-image"
import { queueImages } from "../../src/modules/catalog/images/statements/queue-images"
import { httpSurroundings } from "../../src/modules/catalog/sources/http/surroundings"
import type { Executor } from "../../src/postgres/executor"

const SETTINGS: ImageSettings = { concurrency: 2, perHost: 2, largestBytes: 1_000_000, refreshDays: 30 }
const LOOPBACK = ["127.0.0.1"]

/** A PNG of one colour. */
export const picture = (background: string, width = 400): Promise<Buffer> =>
  sharp({ create: { width, height: 300, channels: 3, background } })
    .png()
    .toBuffer()

/** Makes a catalog whose products name one picture each, and queues them. */
export const imageCatalog = async (
  db: Executor,
  id: string,
  urls: string[],
  clientId: string | null = null
): Promise<string[]> => {
  const key = id.replace("cat_", "").padEnd(8, "0")
  await db.run("insert into catalog (id, key, name, type, client_id) values ($1, $2, $1, 'erp', $3)", [
    id,
    key,
    clientId,
  ])
  const productIds = urls.map((_url, place) => `prod_${id}_${place}`)
  const rows = JSON.stringify(urls.map((url, place) => ({ url, id: productIds[place], sku: `SKU-${place}`, place })))
  const from = `from jsonb_to_recordset($1) as r(url text, id text, sku text, place int)`
  await db.run(`insert into product (id, title, handle, thumbnail) select id, id, id, url ${from}`, [rows])
  await db.run(`insert into image (id, url, rank, product_id) select 'img_' || id, url, 0, id ${from}`, [rows])
  await db.run(
    `insert into catalog_item (id, catalog_id, sku, name, product_key, handle, raw, content_hash, product_id, variant_id)
     select 'item_' || id, $2, sku, id, sku, id, '{}', '', id, 'variant_' || id ${from}`,
    [rows, id]
  )
  await queueImages(db, id, productIds)
  return productIds
}

/** A worker, and what it has stored, thrown away and told. */
export const imageWorker = (db: Executor, settings: Partial<ImageSettings> = {}, now: () => number = Date.now) => {
  const files = new Map<string, Buffer>()
  const told: string[] = []
  const context: ImageContext = {
    db,
    now,
    random: () => 0.5,
    logger: { error: () => undefined } as unknown as Logger,
    store: (pictures) => {
      const stored = pictures.map(({ filename, content }) => {
        const key = `${files.size}-${filename}`
        files.set(key, content)
        return { key, url: `https://files.test/${key}` }
      })
      return Promise.resolve(stored)
    },
    discard: (keys) => {
      for (const key of keys) files.delete(key)
      return Promise.resolve()
    },
    emit: (events) => {
      told.push(...events.map(({ name, data }) => `${name} ${data.id}`))
      return Promise.resolve()
    },
  }
  const keeper = new ImageKeeper({ ...SETTINGS, ...settings }, { ...httpSurroundings([]), now }, LOOPBACK)
  return { files, told, context, keep: () => keeper.keepDueImages(context) }
}
