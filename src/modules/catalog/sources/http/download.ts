import { Readable } from "node:stream"
import { CatalogErrors } from "../../errors"
import { Connections, type Answer } from "./exchange"
import { FILE_LIMITS, RETRY_POLICY, type HttpLimits } from "./limits"
import { askedMsOf, retrying } from "./retry"
import type { HttpSurroundings } from "./surroundings"
import { Transient } from "./transient"
import { parseUrl } from "../../../../addresses/parse-url"

export type Download = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly limits?: Partial<HttpLimits>
}

const MOST_REDIRECTS = 3
const MAY_PASS = new Set([408, 425, 429])

/** A file that has begun to come, and its size, if that was announced. */
export type OpenDownload = { readonly file: Readable; readonly bytes: number | null }

/**
 * Opens a file at an address. Its beginning is tried again like any request; once bytes flow, a failure ends the stream
 * with `source_interrupted`, and so does a file that is shorter than announced. Redirects stay on the origin.
 */
export const openDownload = async (surroundings: HttpSurroundings, download: Download): Promise<OpenDownload> => {
  if (!parseUrl(download.url)) throw CatalogErrors.sourceRefused("the file's url is no address")
  const connections = new Connections(surroundings, { ...FILE_LIMITS, ...download.limits })
  try {
    const answer = await retrying(surroundings, RETRY_POLICY, download.signal, () =>
      opened(surroundings, connections, download, new URL(download.url), 0)
    )
    // The length of an answer that is packed for its way is not that of the file.
    const length = answer.headers["content-encoding"] ? "" : (answer.headers["content-length"] ?? "")
    const file = Readable.from(named(answer, connections), { objectMode: false })
    return { file, bytes: /^\d{1,15}$/.test(length) ? Number(length) : null }
  } catch (error) {
    connections.close()
    throw error
  }
}

const opened = async (
  surroundings: HttpSurroundings,
  connections: Connections,
  download: Download,
  url: URL,
  redirects: number
): Promise<Answer> => {
  const { headers = {}, signal } = download
  const answer = await connections.send(url, { method: "GET", headers, signal })
  const { status } = answer
  if (status >= 200 && status < 300) return answer
  answer.discard()
  const said = `${url.host}${url.pathname} answers ${status}`
  if (status >= 300 && status < 400) {
    const target = sameOrigin(answer.headers.location ?? "", url)
    if (!target || redirects >= MOST_REDIRECTS) throw CatalogErrors.sourceRefused(`${said} and redirects elsewhere`)
    return await opened(surroundings, connections, download, target, redirects + 1)
  }
  if (status < 500 && !MAY_PASS.has(status)) throw CatalogErrors.sourceRefused(said)
  throw new Transient(said, askedMsOf(answer.headers["retry-after"], answer.headers.date, surroundings.now()))
}

const sameOrigin = (location: string, url: URL): URL | null => {
  const target = location === "" ? null : parseUrl(location, url)
  return target?.origin === url.origin ? target : null
}

async function* named(answer: Answer, connections: Connections): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* answer.body
  } catch (error) {
    throw error instanceof Transient ? CatalogErrors.sourceInterrupted(error.message) : error
  } finally {
    answer.discard()
    connections.close()
  }
}
