import { connect, createServer, type AddressInfo, type Socket } from "node:net"

/** A door between a client and a server on loopback, which a test can shut as an outage would. */
export type Gate = {
  readonly port: number
  /** Ends all connections and refuses new ones, as when the server has stopped. */
  shut(): Promise<void>
  /** Lets connections through again. */
  open(): Promise<void>
  /** Keeps connections but lets nothing through, as a firewall that drops packets does. */
  freeze(): void
  /** How many connections have been opened so far. */
  connections(): number
}

/** Opens a gate to a port of loopback, on a port of its own that it keeps while it is shut. */
export const openGate = async (targetPort: number): Promise<Gate> => {
  const pairs = new Set<readonly [Socket, Socket]>()
  let opened = 0
  const server = createServer((client) => {
    opened += 1
    const target = connect(targetPort, "127.0.0.1")
    const pair = [client, target] as const
    pairs.add(pair)
    client.pipe(target).pipe(client)
    for (const socket of pair) {
      socket.on("error", () => undefined)
      socket.on("close", () => {
        pairs.delete(pair)
        for (const other of pair) other.destroy()
      })
    }
  })
  const listen = (port: number): Promise<void> => new Promise((done) => server.listen(port, "127.0.0.1", done))
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    port,
    open: () => listen(port),
    shut: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const pair of pairs) for (const socket of pair) socket.destroy()
      }),
    freeze: () => {
      for (const [client, target] of pairs) {
        client.unpipe(target)
        target.unpipe(client)
        client.pause()
        target.pause()
      }
    },
    connections: () => opened,
  }
}

/** The same address through another port of loopback. */
export const throughPort = (url: string, port: number): string => {
  const address = new URL(url)
  address.port = String(port)
  return address.toString()
}
