import { createServer, type Server } from "node:net"
import { findFreePort, requireFreePort } from "../../dev/lifecycle/port"

const HOST = "127.0.0.1"

describe("the ports of npm start", () => {
  let occupant: Server
  let port: number

  beforeEach(async () => {
    port = await findFreePort(HOST, 0)
    occupant = createServer()
    await new Promise<void>((listening) => occupant.listen(port, HOST, listening))
  })

  afterEach(() => {
    occupant.close()
  })

  it("names the taken port and the setting that changes it", async () => {
    await expect(requireFreePort(port, HOST, "PORT")).rejects.toThrow(
      new RegExp(`Port ${port} is taken .* PORT=${port + 1} npm start`)
    )
  })

  it("accepts a port that a server of a killed run gives up within its time", async () => {
    setTimeout(() => occupant.close(), 500)

    await expect(requireFreePort(port, HOST, "PORT")).resolves.toBeUndefined()
  })

  it("gives the database another port when the preferred one is taken", async () => {
    const chosen = await findFreePort(HOST, port)

    expect(chosen).not.toBe(port)
    expect(chosen).toBeGreaterThan(0)
  })
})
