import { createServer, type Server } from "node:http"
import type { Health } from "./types"

/** Serves `GET /health` and nothing else: a worker has no API, and what Medusa answers there is always 200. */
export const startHealthServer = (
  { host, port }: { host: string | undefined; port: number },
  health: () => Promise<Health>
): Promise<Server> => {
  const server = createServer((req, res) => {
    const answer = (status: number, body: object): void => {
      res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
      res.end(JSON.stringify(body))
    }
    const isAsked = (req.method === "GET" || req.method === "HEAD") && req.url?.split("?")[0] === "/health"
    if (!isAsked) return answer(404, { type: "not_found", message: "A worker serves /health alone" })
    void health().then((found) => answer(found.status === "ok" ? 200 : 503, found))
  })
  return new Promise((listening, refused) => {
    server.once("error", refused)
    server.listen({ port, host }, () => listening(server))
  })
}
