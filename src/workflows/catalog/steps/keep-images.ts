import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { ImageContext } from "../../../modules/catalog"
import { executorOf } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

const imageContext = (container: MedusaContainer): ImageContext => {
  const files = container.resolve(Modules.FILE)
  return {
    db: executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION)),
    logger: container.resolve<Logger>(ContainerRegistrationKeys.LOGGER),
    now: Date.now,
    random: Math.random,
    store: async (pictures) => {
      const stored = await files.createFiles(
        pictures.map(({ filename, content }) => ({
          filename,
          content: content.toString("base64"),
          mimeType: "image/webp",
          access: "public" as const,
        }))
      )
      return stored.map(({ id, url }) => ({ key: id, url }))
    },
    discard: (keys) => files.deleteFiles(keys),
    emit: (events) => container.resolve(Modules.EVENT_BUS).emit(events, {}),
  }
}

/** Keeps pictures in the background of the process that handles the job; where each stands is in our tables. */
export const keepImagesStep = createStep(
  { name: "keep-images", async: true },
  async (_input: object, { container }) => {
    await catalogOf(container).images.keepDueImages(imageContext(container))
    return new StepResponse({})
  }
)
