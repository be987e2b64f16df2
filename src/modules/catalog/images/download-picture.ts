import { MedusaError } from "@medusajs/framework/utils"
import type { Answer, Connections } from "../sources/http/exchange"
import { askedMsOf } from "../sources/http/retry"
import { PictureFailure, PictureFailures } from "./picture-failure"
import { parseUrl } from "../../../addresses/parse-url"

/** All that one picture may take, redirects included. Well below its lease. */
const DEADLINE_MS = 90_000
const MOST_REDIRECTS = 4
const MAY_PASS = new Set([408, 425, 429])
const GONE = new Set([404, 410])
const HEADERS = { accept: "image/avif,image/webp,image/png,image/jpeg,image/gif", "accept-encoding": "identity" }

/** What came: the bytes with what the server calls this version of them, or nothing since the version that is kept. */
export type Downloaded = { isUnchanged: false; bytes: Buffer; etag: string | null } | { isUnchanged: true }

type Wanted = { url: string; etag: string | null; largestBytes: number; now: () => number }

/** Downloads a picture, or throws a `PictureFailure`. Every redirect passes the guard of the connections again. */
export const downloadPicture = async (connections: Connections, wanted: Wanted): Promise<Downloaded> => {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  try {
    const answer = await follow(connections, wanted, signal)
    if (answer.status === 304 && wanted.etag !== null) return discarded(answer, { isUnchanged: true })
    requireSuccess(answer, wanted.now())
    const bytes = await readBytes(answer, wanted.largestBytes)
    return { isUnchanged: false, bytes, etag: answer.headers.etag?.slice(0, 500) ?? null }
  } catch (error) {
    throw asFailure(error)
  }
}

const discarded = <Result>(answer: Answer, result: Result): Result => {
  answer.discard()
  return result
}

const follow = async (connections: Connections, { url, etag }: Wanted, signal: AbortSignal): Promise<Answer> => {
  let target = parsed(url, undefined)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const headers = etag === null ? HEADERS : { ...HEADERS, "if-none-match": etag }
    const answer = await connections.send(target, { method: "GET", headers, signal })
    const { location } = answer.headers
    if (answer.status < 300 || answer.status >= 400 || answer.status === 304 || !location) return answer
    answer.discard()
    target = parsed(location, target)
  }
  throw PictureFailures.tooManyRedirects()
}

const parsed = (text: string, base: URL | undefined): URL => {
  const url = parseUrl(text, base)
  if (!url || !["http:", "https:"].includes(url.protocol)) throw PictureFailures.badUrl()
  return url
}

const requireSuccess = (answer: Answer, now: number): void => {
  const { status, headers } = answer
  if (status === 200) return
  answer.discard()
  if (status >= 500 || MAY_PASS.has(status)) {
    const askedMs = askedMsOf(headers["retry-after"], headers.date, now)
    throw PictureFailures.unreachable(`The server answers ${status}`, askedMs)
  }
  throw GONE.has(status) ? PictureFailures.notFound(status) : PictureFailures.refused(status)
}

const readBytes = async (answer: Answer, largestBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    if (Number(answer.headers["content-length"] ?? 0) > largestBytes) throw PictureFailures.tooLarge(largestBytes)
    for await (const piece of answer.body) {
      bytes += piece.length
      if (bytes > largestBytes) throw PictureFailures.tooLarge(largestBytes)
      pieces.push(piece)
    }
  } finally {
    answer.discard()
  }
  return Buffer.concat(pieces)
}

/** The client says whether the guard refused an address, an answer is of no use, or the network failed. */
const asFailure = (error: unknown): PictureFailure => {
  if (error instanceof PictureFailure) return error
  const { message } = error as Error
  if (error instanceof MedusaError)
    return error.code === "source_refused" ? PictureFailures.privateAddress() : PictureFailures.unusable(message)
  return PictureFailures.unreachable(message)
}
