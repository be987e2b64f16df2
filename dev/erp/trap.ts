import { createServer } from "node:http"
import { listen, type Listening } from "./listen"

export type Trap = Listening & { readonly received: readonly string[] }

/** A server that nobody was told to talk to. It writes down whatever arrives, headers and all. */
export const startTrap = async (): Promise<Trap> => {
  const received: string[] = []
  const server = createServer((req, res) => {
    received.push(`${req.method ?? ""} ${req.url ?? ""} ${JSON.stringify(req.headers)}`)
    res.writeHead(200, { "content-type": "application/json" })
    res.end("{}")
  })
  return { ...(await listen(server, 0)), received }
}
