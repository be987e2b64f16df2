import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http"
import { Agent as HttpsAgent, request as httpsRequest } from "node:https"
import type { LookupFunction } from "node:net"
import { TLSSocket } from "node:tls"
import { CatalogErrors } from "../../errors"
import { readBody } from "./body"
import type { HttpLimits } from "./limits"
import type { HttpSurroundings } from "./surroundings"
import { asTransient, Transient } from "./transient"

/** One request as it goes over the wire. */
export type Outgoing = {
  readonly method: "GET" | "POST"
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal: AbortSignal
}

/** An answer whose body has yet to be read, to its end or not at all. */
export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: AsyncGenerator<Buffer, void, undefined>
  /** Ends the connection when the body is not wanted. */
  readonly discard: () => void
}

/**
 * Connections to one host, through the guard. Node's own client rather than `fetch`: it connects to the very addresses
 * that our lookup has checked, so a name that changes its address in between reaches nothing; `fetch` would need a
 * second copy of undici for that. It follows no redirects, and unpacks nothing unless we do.
 */
export class Connections {
  private readonly agents: { "http:": HttpAgent; "https:": HttpsAgent }

  constructor(
    private readonly surroundings: HttpSurroundings,
    private readonly limits: HttpLimits
  ) {
    const options = { keepAlive: true, maxSockets: limits.concurrency }
    this.agents = { "http:": new HttpAgent(options), "https:": new HttpsAgent(options) }
  }

  /** Sends a request and waits for the answer's head. Throws `Transient` when the network fails, `source_refused` when nobody vouches for the host. */
  async send(url: URL, outgoing: Outgoing): Promise<Answer> {
    this.surroundings.guard.checkLiteral(url)
    outgoing.signal.throwIfAborted()
    const started = this.surroundings.now()
    const answer = await this.head(url, outgoing)
    const limits = { ...this.limits, deadlineMs: this.limits.deadlineMs - (this.surroundings.now() - started) }
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: readBody(answer, limits, this.surroundings.now, outgoing.signal),
      discard: () => answer.destroy(),
    }
  }

  /** Ends idle connections; those of an unread body end with it. */
  close(): void {
    this.agents["http:"].destroy()
    this.agents["https:"].destroy()
  }

  private head(url: URL, { method, headers, body, signal }: Outgoing): Promise<IncomingMessage> {
    const isSecure = url.protocol === "https:"
    const agent = this.agents[isSecure ? "https:" : "http:"]
    const request = isSecure ? httpsRequest : httpRequest
    return new Promise((done, fail) => {
      const sent = request(url, { method, headers, agent, signal, lookup: this.lookupFor(url) })
      const timer = setTimeout(() => {
        sent.destroy(new Transient(`no answer within ${this.limits.timeoutMs / 1000} seconds`))
      }, this.limits.timeoutMs)
      sent.once("close", () => clearTimeout(timer))
      sent.once("response", (answer) => {
        clearTimeout(timer)
        done(answer)
      })
      sent.on("error", (error: Error) => {
        const distrust = sent.socket instanceof TLSSocket ? sent.socket.authorizationError : null
        if (distrust) fail(CatalogErrors.untrustedCertificate(url.host, String(distrust)))
        else fail(signal.aborted ? error : asTransient(error))
      })
      sent.end(body)
    })
  }

  /** Resolves the host and refuses the whole name when one of its addresses may not be reached. */
  private lookupFor(url: URL): LookupFunction {
    return (host, options, done) => {
      this.surroundings.resolve(host, (error, addresses) => {
        try {
          if (error) throw error
          for (const { address } of addresses) this.surroundings.guard.check(url, address)
          const [first] = addresses
          if (!first) throw new Transient(`${host} has no address`)
          if (options.all) done(null, addresses)
          else done(null, first.address, first.family)
        } catch (failure) {
          done(failure as Error, [])
        }
      })
    }
  }
}
