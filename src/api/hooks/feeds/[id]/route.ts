import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { receiveHookCall } from "../../../../workflows/catalog/receive-hook-call"

/** Starts a delta of a feed whose source signs that it changed: `HMAC-SHA256(secret, timestamp + "." + body)`. */
export const POST = async (req: MedusaRequest, res: MedusaResponse) => {
  const { id, state } = await receiveHookCall(req.scope, {
    feed_id: req.params["id"] ?? "",
    timestamp: req.get("x-galleria-timestamp") ?? "",
    signature: req.get("x-galleria-signature") ?? "",
    body: Buffer.from((req.rawBody as Buffer | undefined) ?? ""),
  })
  res.status(202).json({ feed_run: { id, state } })
}
