import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { probeHealth } from "./probes"

/** Answers 200 when a round trip to everything the store needs succeeds within two seconds, else 503. */
export const GET = async (req: MedusaRequest, res: MedusaResponse) => {
  const probes = await probeHealth(req.scope)
  const healthy = Object.values(probes).every((result) => result === "ok")
  res
    .status(healthy ? 200 : 503)
    .set("cache-control", "no-store")
    .json({ status: healthy ? "ok" : "failed", ...probes })
}
