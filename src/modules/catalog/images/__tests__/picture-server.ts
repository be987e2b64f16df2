import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server of pictures that does what each path is told to, and notes who asked for what. */
export class PictureServer {
  readonly requests: { path: string; headers: IncomingMessage["headers"] }[] = []
  /** The most requests that were open at once. */
  mostAtOnce = 0
  private open = 0
  private readonly handlers = new Map<string, Handler>()
  private readonly server: Server

  private constructor() {
    this.server = createServer((request, response) => {
      const path = request.url ?? "/"
      this.requests.push({ path, headers: request.headers })
      this.open += 1
      this.mostAtOnce = Math.max(this.mostAtOnce, this.open)
      response.once("close", () => (this.open -= 1))
      const handler = this.handlers.get(path.split("?")[0] ?? "")
      if (handler) handler(request, response)
      else response.writeHead(404).end()
    })
  }

  /** Listens on a free port of loopback. */
  static async start(): Promise<PictureServer> {
    const pictures = new PictureServer()
    await new Promise<void>((listening) => pictures.server.listen(0, "127.0.0.1", listening))
    return pictures
  }

  /** The address of a path. */
  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`
  }

  /** Says what a path does, or what it answers with. */
  on(path: string, answer: Buffer | Handler, headers: Record<string, string> = {}): void {
    const handler: Handler = Buffer.isBuffer(answer)
      ? (_request, response) => response.writeHead(200, headers).end(answer)
      : answer
    this.handlers.set(path, handler)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((closed) => this.server.close(closed))
  }
}
