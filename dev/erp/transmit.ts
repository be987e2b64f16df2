import type { ServerResponse } from "node:http"
import { gzipSync } from "node:zlib"
import type { Clock } from "./clock"
import type { Asked } from "./dialect"
import type { Reply } from "./reception"

type Wire = {
  readonly asked: Asked
  readonly res: ServerResponse
  readonly clock: Clock
  /** The ERP's own time, which stands in the header. */
  readonly now: () => number
}

const SMALLEST_PACKED_BYTES = 1_024

/** Sends an answer, packed when the client takes that; or as badly as its manner demands. */
export const transmit = async (reply: Reply, { asked, res, clock, now }: Wire): Promise<void> => {
  const takesGzip = (asked.headers["accept-encoding"] ?? "").includes("gzip")
  const whole = typeof reply.body === "string" ? Buffer.from(reply.body, "utf8") : reply.body
  const isPacked = takesGzip && reply.manner === "whole" && whole.length >= SMALLEST_PACKED_BYTES
  const body = isPacked ? gzipSync(whole) : whole
  const half = body.subarray(0, Math.floor(body.length / 2))
  const sent = reply.manner === "truncated" ? half : body
  res.writeHead(reply.status, {
    date: new Date(now()).toUTCString(),
    ...reply.headers,
    ...(isPacked && { "content-encoding": "gzip" }),
    "content-length": sent.length,
  })
  if (reply.manner === "cut") res.write(half, () => res.destroy())
  else if (reply.manner === "drip") await drip(sent, res, clock)
  else res.end(sent)
}

const drip = async (body: Buffer, res: ServerResponse, clock: Clock): Promise<void> => {
  for (const byte of body) {
    if (res.destroyed) return
    res.write(Buffer.from([byte]))
    await clock.sleep(1_000)
  }
  res.end()
}
