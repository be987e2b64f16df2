import type { MedusaContainer } from "@medusajs/framework/types"
import { keepImagesWorkflow } from "../workflows/catalog/keep-images"

/** Goes on with pictures that are due: new ones, those to be tried again, and those whose worker was killed. */
export default async function keepImages(container: MedusaContainer) {
  await keepImagesWorkflow(container).run()
}

export const config = { name: "keep-images", schedule: "* * * * *" }
