import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { AddressGuard } from "../addresses"
import type { HttpSurroundings } from "../surroundings"

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** A real server on loopback that answers as the test at hand says, and notes what it was sent. */
export class Stand {
  readonly requests: { url: string; headers: IncomingMessage["headers"]; body: string }[] = []
  private readonly server: Server
  private handlers: Handler[] = []

  constructor() {
    this.server = createServer((req, res) => {
      const pieces: Buffer[] = []
      req.on("data", (piece: Buffer) => pieces.push(piece))
      req.on("end", () => {
        this.requests.push({ url: req.url ?? "", headers: req.headers, body: Buffer.concat(pieces).toString() })
        const handler = this.handlers.length > 1 ? this.handlers.shift() : this.handlers[0]
        handler?.(req, res)
      })
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done))
    return this
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((done) => this.server.close(done))
  }

  /** Answers each request with the next of these, and with the last one from then on. */
  answers(...handlers: Handler[]): void {
    this.requests.length = 0
    this.handlers = handlers
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }
}

/** An answer with a JSON body. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, res) =>
    res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))

/** An answer with the body as it is. */
export const plain =
  (body: string, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, res) =>
    res.writeHead(status, headers).end(body)

/** Surroundings that sleep in no time and note for how long they would have; chance is one half. */
export const restless = (allowed: readonly string[] = ["127.0.0.1"], over: Partial<HttpSurroundings> = {}) => {
  const slept: number[] = []
  const surroundings: HttpSurroundings = {
    guard: new AddressGuard(allowed),
    now: () => Date.now(),
    random: () => 0.5,
    sleep: async (ms) => slept.push(ms),
    resolve: (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    ...over,
  }
  return { surroundings, slept }
}

export const refused = expect.objectContaining({ code: "source_refused" })
export const interrupted = expect.objectContaining({ code: "source_interrupted" })
