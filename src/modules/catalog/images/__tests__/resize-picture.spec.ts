import sharp from "sharp"
import { deflateSync } from "node:zlib"
import { resizePicture } from "../resize-picture"

const RED = { r: 200, g: 30, b: 30 }

const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: RED } })

/** Noise, so that a file has as many bytes as its pixels deserve. */
const photograph = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: RED, noise: { type: "gaussian", mean: 120, sigma: 60 } },
  }).jpeg()

const reasonOf = (bytes: Buffer): Promise<unknown> =>
  resizePicture(bytes).then(
    () => null,
    (error: unknown) => (error as { reason?: string }).reason
  )

const pngChunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, body, sum])
}

const crc32 = (bytes: Buffer): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** A few bytes that say they are so many pixels, and unpack to them. */
const bomb = (side: number): Buffer => {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, pngChunk("IHDR", head), pngChunk("IDAT", rows), pngChunk("IEND", Buffer.alloc(0))])
}

describe("a picture that is kept", () => {
  it("becomes WebP in three widths, in its own proportions", async () => {
    const resized = await resizePicture(await photograph(2400, 1200).toBuffer())
    expect(resized.map(({ width, height }) => [width, height])).toEqual([
      [320, 160],
      [800, 400],
      [1600, 800],
    ])
    const formats = await Promise.all(resized.map(async ({ content }) => (await sharp(content).metadata()).format))
    expect(formats).toEqual(["webp", "webp", "webp"])
  })

  it("is never enlarged, and a small one is one file", async () => {
    const widths = async (width: number) =>
      (await resizePicture(await picture(width, 10).png().toBuffer())).map((one) => one.width)
    expect(await widths(1000)).toEqual([320, 800, 1000])
    expect(await widths(500)).toEqual([320, 500])
    expect(await widths(1)).toEqual([1])
  })

  it.each(["jpeg", "png", "webp", "gif", "avif"] as const)("may be %s", async (format) => {
    const bytes = await picture(400, 300).toFormat(format).toBuffer()
    expect((await resizePicture(bytes)).map(({ width, height }) => [width, height])).toEqual([
      [320, 240],
      [400, 300],
    ])
  })

  it.each([
    ["grey", () => picture(40, 30).greyscale().png()],
    ["of 16 bits a colour", () => picture(40, 30).toColourspace("rgb16").png()],
    ["CMYK", () => picture(40, 30).toColourspace("cmyk").jpeg()],
    ["half transparent", () => picture(40, 30).ensureAlpha(0.5).png()],
  ])("may be %s, and keeps its colour", async (_kind, made) => {
    const [one] = await resizePicture(await made().toBuffer())
    const { channels, dominant } = await sharp(one?.content).stats()
    expect(channels.length).toBeGreaterThanOrEqual(3)
    expect(dominant.r).toBeGreaterThan(60)
  })

  it("stands as its EXIF data says, and loses that data with place and camera", async () => {
    const bytes = await picture(400, 200)
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Make: "SecretCamera" }, IFD3: { GPSLatitude: "48/1 8/1 0/1" } })
      .toBuffer()
    expect(bytes.includes("SecretCamera")).toBe(true)
    const resized = await resizePicture(bytes)
    expect(resized.at(-1)).toMatchObject({ width: 200, height: 400 })
    const { exif, orientation } = await sharp(resized.at(-1)?.content).metadata()
    expect([exif, orientation]).toEqual([undefined, undefined])
  })

  it("sheds what was hidden behind its pixels", async () => {
    const script = "<script>alert(document.domain)</script>"
    const resized = await resizePicture(Buffer.concat([await picture(50, 50).gif().toBuffer(), Buffer.from(script)]))
    expect(resized.map(({ content }) => content.includes("script"))).toEqual([false])
  })

  it("stays within what WebP can hold when it is very tall", async () => {
    const heights = (await resizePicture(await picture(1000, 40_000).png().toBuffer())).map(({ height }) => height)
    expect(Math.max(...heights)).toBe(6_400)
  })
})

describe("what is refused", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'

  it.each([
    ["a page", () => Buffer.from("<!doctype html><title>Not found</title>")],
    ["an SVG", () => Buffer.from(svg)],
    ["an SVG that says it is XML", () => Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ["a PDF", () => Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")],
    ["nothing", () => Buffer.alloc(0)],
    ["the beginning of a PNG's signature", () => Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])("%s is no picture", async (_kind, made) => {
    expect(await reasonOf(made())).toBe("not_a_picture")
  })

  it("a TIFF is no picture of the web", async () => {
    // Little-endian, one strip of one pixel, as sharp itself can't write one any more.
    const entries = [
      [256, 3, 1, 1],
      [257, 3, 1, 1],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, 8],
      [277, 3, 1, 1],
      [278, 3, 1, 1],
      [279, 4, 1, 1],
    ]
    const tiff = Buffer.alloc(12 + 2 + entries.length * 12 + 4)
    tiff.write("II*\0", 0, "latin1")
    tiff.writeUInt32LE(12, 4)
    tiff.writeUInt16LE(entries.length, 12)
    entries.forEach(([tag = 0, type = 0, count = 0, value = 0], place) => {
      const at = 14 + place * 12
      tiff.writeUInt16LE(tag, at)
      tiff.writeUInt16LE(type, at + 2)
      tiff.writeUInt32LE(count, at + 4)
      tiff.writeUInt32LE(value, at + 8)
    })
    expect(await reasonOf(tiff)).toBe("not_a_picture")
  })

  it("a small file that would unpack to more pixels than are read", async () => {
    const bytes = bomb(20_000)
    expect(bytes.length).toBeLessThan(100_000)
    expect(await reasonOf(bytes)).toBe("too_many_pixels")
    expect(await reasonOf(bomb(7_000))).toBeNull()
  })

  it.each(["jpeg", "png", "webp", "gif", "avif"] as const)("a %s that ends too early", async (format) => {
    const whole = await sharp(await photograph(600, 400).toBuffer())
      .toFormat(format)
      .toBuffer()
    expect(await reasonOf(whole.subarray(0, Math.floor(whole.length / 2)))).toMatch(/^(broken_picture|not_a_picture)$/)
  })

  it("a picture whose data is noise", async () => {
    const bytes = await sharp(await photograph(600, 400).toBuffer())
      .png()
      .toBuffer()
    bytes.fill(0x5a, 20_000, 40_000)
    expect(await reasonOf(bytes)).toBe("broken_picture")
  })
})
