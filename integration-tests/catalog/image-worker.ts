import type { Logger } from "@medusajs/framework/types"
import sharp from "sharp"
import { ImageKeeper, type ImageSettings } from "../../src/modules/catalog/images/image-keeper"
import type { ImageContext } from "../../src/modules/catalog/images/keep-image"
import { httpSurroundings } from "../../src/modules/catalog/sources/http/surroundings"
import type { Executor } from "../../src/postgres/executor"

const SETTINGS: ImageSettings = { concurrency: 2, perHost: 2, largestBytes: 1_000_000, refreshDays: 30 }
const LOOPBACK = ["127.0.0.1"]

/** A PNG of one colour. */
export const picture = (background: string, width = 400): Promise<Buffer> =>
  sharp({ create: { width, height: 300, channels: 3, background } })
    .png()
    .toBuffer()

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
