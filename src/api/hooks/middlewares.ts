import type { MiddlewareRoute } from "@medusajs/framework/http"

/** A signature is over the bytes as they came; nobody needs many to say that something has changed. */
export const hookMiddlewares: MiddlewareRoute[] = [
  { matcher: "/hooks/feeds/:id", methods: ["POST"], bodyParser: { preserveRawBody: true, sizeLimit: "64kb" } },
]
