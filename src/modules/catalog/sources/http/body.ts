import type { IncomingMessage } from "node:http"
import { pipeline, type Readable, type Transform } from "node:stream"
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib"
import { CatalogErrors } from "../../errors"
import type { HttpLimits } from "./limits"
import { asTransient, Transient } from "./transient"

const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

type BodyLimits = Pick<HttpLimits, "idleMs" | "leastBytes" | "deadlineMs" | "largestBytes">

/**
 * Reads a body piece by piece, unpacked, within the limits. Only waiting for the other side counts, so a reader that is
 * busy elsewhere starves nobody. It ends the connection when it is left early.
 */
export async function* readBody(
  answer: IncomingMessage,
  limits: BodyLimits,
  now: () => number,
  signal: AbortSignal
): AsyncGenerator<Buffer, void, undefined> {
  const body = unpacked(answer)
  const patience = new Patience(limits, now)
  try {
    const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
    for (;;) {
      const { done, value } = await patience.waitFor(pieces.next())
      if (done) return
      patience.count(value.length)
      yield value
    }
  } catch (error) {
    signal.throwIfAborted()
    throw asTransient(error)
  } finally {
    body.destroy()
    answer.destroy()
  }
}

const unpacked = (answer: IncomingMessage): Readable => {
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() ?? "identity"
  if (encoding === "identity" || encoding === "") return answer
  const unpacker = UNPACKERS[encoding]
  if (!unpacker) {
    answer.destroy()
    throw CatalogErrors.sourceInterrupted(`the answer is packed as "${encoding.slice(0, 40)}"`)
  }
  // What fails destroys the unpacker, and its reader throws it.
  return pipeline(answer, unpacker(), () => undefined)
}

/** Adds up what is waited and what comes, and says when it is too much or too little. */
class Patience {
  private bytes = 0
  private waitedMs = 0
  private bytesOfWindow = 0
  private waitedMsOfWindow = 0

  constructor(
    private readonly limits: BodyLimits,
    private readonly now: () => number
  ) {}

  async waitFor<Piece>(next: Promise<Piece>): Promise<Piece> {
    const { idleMs, deadlineMs } = this.limits
    const started = this.now()
    const leftMs = Math.min(idleMs - this.waitedMsOfWindow, deadlineMs - this.waitedMs)
    let timer: NodeJS.Timeout | undefined
    const stalled = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Transient("the answer came too slowly")), Math.max(0, leftMs))
    })
    try {
      return await Promise.race([next, stalled])
    } finally {
      clearTimeout(timer)
      this.waitedMs += this.now() - started
      this.waitedMsOfWindow += this.now() - started
    }
  }

  count(bytes: number): void {
    this.bytes += bytes
    this.bytesOfWindow += bytes
    if (this.bytes > this.limits.largestBytes)
      throw CatalogErrors.sourceInterrupted(`the answer is larger than ${this.limits.largestBytes} bytes`)
    if (this.bytesOfWindow < this.limits.leastBytes) return
    this.bytesOfWindow = 0
    this.waitedMsOfWindow = 0
  }
}
