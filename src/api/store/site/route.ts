import type { MedusaResponse } from "@medusajs/framework/http"
import { publicFace } from "../../sites/public-face"
import type { SiteRequest } from "../site-request"

/** Answers the public face of the site whose key was sent. */
export const GET = async (req: SiteRequest, res: MedusaResponse) => {
  res.json({ site: await publicFace(req.scope, req.site.id) })
}
