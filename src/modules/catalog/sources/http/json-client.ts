import { CatalogErrors } from "../../errors"
import { explanationOf } from "./explanation"
import { Connections, type Answer } from "./exchange"
import { PAGE_LIMITS, RETRY_POLICY, type HttpLimits, type RetryPolicy } from "./limits"
import { askedMsOf, retrying } from "./retry"
import type { HttpSurroundings } from "./surroundings"
import { PlaceExpired, Transient } from "./transient"
import { parseUrl } from "../../../../addresses/parse-url"

/** How requests show who asks. */
export type Authorisation = {
  headers(method: string, url: URL, signal: AbortSignal): Promise<Record<string, string>> | Record<string, string>
  /** Forgets a token that was refused, so that `headers` gets a new one; absent where there is nothing to renew. */
  renew?: (() => void) | undefined
  /** What must never show in a message. */
  readonly secrets: readonly string[]
}

/** What an answer that is no success means; null leaves it to its status. */
export type Verdict = "busy" | "place_expired" | null

export type JsonClientOptions = {
  /** Everything that is asked lies below it; nothing else is ever sent a credential. */
  readonly baseUrl: string
  readonly surroundings: HttpSurroundings
  readonly authorisation: Authorisation
  readonly judge?: (status: number, text: string) => Verdict
  readonly limits?: Partial<HttpLimits>
  readonly retry?: Partial<RetryPolicy>
}

export type JsonRequest = {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Makes it a POST. */
  readonly body?: object | undefined
  /** Sent as it is, with the content type that the headers name. */
  readonly form?: URLSearchParams | undefined
  readonly signal: AbortSignal
}

const RETRIED = new Set([408, 425, 429])
const MOST_REDIRECTS = 3

/** Asks one server for JSON, patiently but not endlessly. */
export class JsonClient {
  private readonly base: URL
  private readonly connections: Connections
  private readonly policy: RetryPolicy

  constructor(private readonly options: JsonClientOptions) {
    this.base = baseOf(options.baseUrl)
    this.connections = new Connections(options.surroundings, { ...PAGE_LIMITS, ...options.limits })
    this.policy = { ...RETRY_POLICY, ...options.retry }
  }

  /** The address of a path below the base. */
  url(path: string, query: Readonly<Record<string, string | number>> = {}): URL {
    const url = new URL(this.base)
    url.pathname = `${this.base.pathname}${path.replace(/^\//, "")}`
    // OData and RFC 3986 read "+" as a plus, so a space has to be %20.
    url.search = Object.entries(query)
      .map(([name, value]) => `${encodeURIComponent(name).replace("%24", "$")}=${encodeURIComponent(value)}`)
      .join("&")
    return url
  }

  /**
   * A link that the server has given for its next page, put back on the configured host: an ERP behind a gateway names
   * itself as it knows itself. A path outside the base is taken for the current list's when it ends alike, and otherwise
   * throws `source_interrupted`.
   */
  nextUrl(link: string, current: URL): URL {
    if (!parseUrl(link, current)) throw CatalogErrors.sourceInterrupted("the next page's link is no address")
    const given = new URL(link, current)
    const next = new URL(this.base)
    next.pathname = given.pathname
    next.search = given.search
    if (next.pathname.startsWith(this.base.pathname)) return next
    if (lastSegment(next) !== lastSegment(current))
      throw CatalogErrors.sourceInterrupted(`the next page's link leads out of ${this.base.pathname}`)
    next.pathname = current.pathname
    return next
  }

  /**
   * The parsed answer. Throws `source_interrupted` when no whole answer came after all attempts, `source_refused` when
   * the server won't have the request, and `PlaceExpired` when the judge says so.
   */
  async ask(request: JsonRequest): Promise<unknown> {
    return await retrying(this.options.surroundings, this.policy, request.signal, () => this.attempt(request))
  }

  /** Ends the idle connections. */
  close(): void {
    this.connections.close()
  }

  private async attempt(request: JsonRequest): Promise<unknown> {
    const answer = await this.send(request)
    if (answer.status !== 401) return await this.accept(request.url, answer)
    const { renew } = this.options.authorisation
    if (!renew) return await this.accept(request.url, answer)
    answer.discard()
    renew()
    return await this.accept(request.url, await this.send(request))
  }

  private async send(request: JsonRequest, url = request.url, redirects = 0): Promise<Answer> {
    const { form, body, signal } = request
    const method = body || form ? "POST" : "GET"
    const authorisation = await this.options.authorisation.headers(method, url, signal)
    const headers = {
      accept: "application/json",
      "accept-encoding": "gzip",
      ...contentType(request),
      ...request.headers,
    }
    const text = form ? form.toString() : body && JSON.stringify(body)
    const outgoing = { method, headers: { ...headers, ...authorisation }, body: text, signal } as const
    const answer = await this.connections.send(url, outgoing)
    if (answer.status < 300 || answer.status > 399) return answer
    answer.discard()
    return await this.send(request, this.redirected(answer, url, method, redirects), redirects + 1)
  }

  private redirected(answer: Answer, url: URL, method: string, redirects: number): URL {
    const { location = "" } = answer.headers
    const isUsable =
      method === "GET" && redirects < MOST_REDIRECTS && location !== "" && parseUrl(location, url) !== null
    const target = isUsable ? new URL(location, url) : null
    if (target?.origin === url.origin) return target
    throw CatalogErrors.sourceRefused(`${place(url)} redirects (status ${answer.status}), perhaps to a sign-in page`)
  }

  private async accept(url: URL, answer: Answer): Promise<unknown> {
    const { status, headers } = answer
    const text = await textOf(answer)
    if (status >= 200 && status < 300) return parsed(text, headers["content-type"] ?? "", url)
    const verdict = this.options.judge?.(status, text) ?? null
    if (verdict === "place_expired" || status === 410) throw new PlaceExpired()
    const said = `${place(url)} answers ${status}${explanationOf(text, this.options.authorisation.secrets)}`
    if (verdict === "busy" || RETRIED.has(status) || status >= 500)
      throw new Transient(said, askedMsOf(headers["retry-after"], headers.date, this.options.surroundings.now()))
    throw CatalogErrors.sourceRefused(said)
  }
}

const contentType = ({ form, body }: JsonRequest): Record<string, string> => {
  if (form) return { "content-type": "application/x-www-form-urlencoded" }
  return body ? { "content-type": "application/json" } : {}
}

const lastSegment = ({ pathname }: URL): string => pathname.slice(pathname.lastIndexOf("/") + 1)

/** Without the query, which may hold more than a message should show. */
const place = (url: URL): string => `${url.host}${url.pathname}`

const baseOf = (text: string): URL => {
  if (!parseUrl(text)) throw CatalogErrors.sourceRefused("base_url is no address")
  const base = new URL(text)
  if (base.username || base.password)
    throw CatalogErrors.sourceRefused("base_url holds a password; set it as credential")
  base.search = ""
  base.hash = ""
  if (!base.pathname.endsWith("/")) base.pathname += "/"
  return base
}

const textOf = async ({ body }: Answer): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString("utf8")
}

const parsed = (text: string, contentType: string, url: URL): unknown => {
  const trimmed = text.replace(/^\uFEFF/, "").trim()
  if (trimmed === "") throw new Transient(`${place(url)} answers nothing`)
  if (contentType.includes("html") || trimmed.startsWith("<"))
    throw new Transient(`${place(url)} answers a page for people instead of JSON`)
  try {
    return JSON.parse(trimmed)
  } catch {
    throw new Transient(`${place(url)} answers JSON that is cut off or broken`)
  }
}
