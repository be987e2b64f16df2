import type { Server } from "node:http"
import type { AddressInfo } from "node:net"

export type Listening = { readonly url: string; readonly stop: () => Promise<void> }

/** Lets a server listen on the loopback address alone; port 0 is any free one. */
export const listen = async (server: Server, port: number): Promise<Listening> => {
  await new Promise<void>((done, fail) => {
    server.once("error", fail)
    server.listen(port, "127.0.0.1", done)
  })
  const address = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done))
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${address.port}`, stop }
}
