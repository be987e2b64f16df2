import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { receiveHookCallWorkflow } from "../../../../workflows/catalog/receive-hook-call"

/** Starts a delta of a feed whose source signs that it changed: `HMAC-SHA256(secret, timestamp + "." + body)`. */
export const POST = async (req: MedusaRequest, res: MedusaResponse) => {
  const { result } = await receiveHookCallWorkflow(req.scope).run({
    input: {
      feed_id: req.params["id"] ?? "",
      timestamp: req.get("x-galleria-timestamp") ?? "",
      signature: req.get("x-galleria-signature") ?? "",
      body: Buffer.from((req.rawBody as Buffer | undefined) ?? "").toString("base64"),
    },
  })
  res.status(202).json({ feed_run: result })
}
