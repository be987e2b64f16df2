import sharp from "sharp"
import { PictureFailure, PictureFailures } from "./picture-failure"

/** The widths that are kept, in pixels; a smaller picture is never enlarged. */
const WIDTHS = [320, 800, 1600]
const LARGEST_WIDTH = Math.max(...WIDTHS)
/** WebP ends at 16,383 pixels; a picture that is taller than four times its width is kept narrower. */
const MOST_HEIGHTS = 4
const MOST_PIXELS = 50_000_000
const QUALITY = 80
const TIMEOUT_S = 30

const FORMATS = new Set(["jpeg", "png", "webp", "gif"])
const DECODERS = ["JpegBuffer", "PngBuffer", "WebpBuffer", "NsgifBuffer", "HeifBuffer"]

// For the whole process: what libvips can't load, nobody can talk it into. An SVG is a program, a TIFF a dozen formats.
sharp.block({ operation: ["VipsForeignLoad"] })
sharp.unblock({ operation: DECODERS.map((name) => `VipsForeignLoad${name}`) })
// One thread a picture; how many at once is ours to say. A picture is never decoded twice, so a cache would only hold memory.
sharp.concurrency(1)
sharp.cache(false)

/** One WebP file. */
export type ResizedPicture = { width: number; height: number; content: Buffer }

/**
 * Decodes a picture, turns it as its EXIF data says, and encodes it anew as WebP in each width, smallest first; nothing but
 * pixels comes through. Of an animation that is the first image. Throws a `PictureFailure` when it is no picture or too large.
 */
export const resizePicture = async (bytes: Buffer): Promise<ResizedPicture[]> => {
  await requirePicture(bytes)
  try {
    const pixels = await sharp(bytes, { failOn: "error", limitInputPixels: MOST_PIXELS, sequentialRead: true })
      .timeout({ seconds: TIMEOUT_S })
      .autoOrient()
      .resize({ width: LARGEST_WIDTH, height: LARGEST_WIDTH * MOST_HEIGHTS, fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true })
    const widths = [...new Set(WIDTHS.map((width) => Math.min(width, pixels.info.width)))]
    const resized: ResizedPicture[] = []
    for (const width of widths) resized.push(await encode(pixels, width))
    return resized
  } catch (error) {
    throw error instanceof PictureFailure ? error : PictureFailures.broken((error as Error).message)
  }
}

const encode = async ({ data, info }: { data: Buffer; info: sharp.OutputInfo }, width: number) => {
  const { width: from, height, channels } = info
  const file = await sharp(data, { raw: { width: from, height, channels } })
    .timeout({ seconds: TIMEOUT_S })
    .resize({ width })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true })
  return { width: file.info.width, height: file.info.height, content: file.data }
}

/** What the bytes are decides, not what their server calls them. */
const requirePicture = async (bytes: Buffer): Promise<void> => {
  const { format, compression, width, height } = await readHead(bytes)
  const isAvif = format === "heif" && compression === "av1"
  if (!FORMATS.has(format) && !isAvif) throw PictureFailures.notAPicture()
  if (width * height > MOST_PIXELS) throw PictureFailures.tooManyPixels(width * height)
}

const readHead = async (bytes: Buffer): Promise<sharp.Metadata> => {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch {
    throw PictureFailures.notAPicture()
  }
}
