import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

/** Lets every origin read what is public, without credentials, and answers its preflight. */
export const openCors = (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
  res.set("Access-Control-Allow-Origin", "*")
  if (req.method !== "OPTIONS") return next()
  res.set({ "Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*" })
  res.status(204).end()
}
