import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { deleteFeedWorkflow } from "../../../../workflows/catalog/delete-feed"
import { updateFeedWorkflow } from "../../../../workflows/catalog/update-feed"
import { readFeed } from "../read-feed"
import type { AdminUpdateFeedBody } from "../validators"

/** Retrieves a feed. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ feed: await readFeed(req.scope, req.params["id"] ?? "") })
}

/** Changes a feed, from its next run on. Credentials that are not named stay; null takes one away. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminUpdateFeedBody>, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await updateFeedWorkflow(req.scope).run({ input: { id, changes: req.validatedBody } })
  res.json({ feed: await readFeed(req.scope, id) })
}

/** Deletes a feed; its items and its runs stay. */
export const DELETE = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await deleteFeedWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "feed", deleted: true })
}
