import { MedusaError } from "@medusajs/framework/utils"

/** Something that may work when it is tried again; `askedMs` is how long the other side wants to be left alone. */
export class Transient extends Error {
  constructor(
    message: string,
    readonly askedMs: number | null = null
  ) {
    super(message)
    this.name = "Transient"
  }
}

/** The place of a crawl is no longer known to the other side: the crawl starts again. */
export class PlaceExpired extends Error {
  constructor() {
    super("The place in the list has expired")
    this.name = "PlaceExpired"
  }
}

/** A failure of the network may pass; one that we have named ourselves stays as it is. */
export const asTransient = (error: unknown): Error => {
  if (error instanceof MedusaError || error instanceof Transient) return error
  const { code } = error as { code?: unknown }
  return new Transient(`the connection failed (${typeof code === "string" ? code : "broken off"})`)
}
