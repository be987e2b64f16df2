import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import express, { type ErrorRequestHandler } from "express"
import { errorHandler } from "../error-handler"

it("breaks off an answer that has begun, so that its reader knows", async () => {
  const app = express()
  app.get("/", (_req, res, next) => {
    res.write("the first of ")
    next(new Error("the database is gone"))
  })
  app.use(errorHandler() as unknown as ErrorRequestHandler)
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
  server.close()
})
