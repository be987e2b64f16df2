import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { errorHandler } from "../error-handler"

let server: Server
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

it("breaks off an answer that has begun, so that its reader knows", async () => {
  server = createServer((req, res) => {
    res.write("the first of ")
    void errorHandler()(
      new Error("the database is gone"),
      req as unknown as MedusaRequest,
      res as unknown as MedusaResponse,
      () => undefined
    )
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
})
