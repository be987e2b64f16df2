import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { deleteFeed } from "../../../modules/catalog"
import type { CreateFeed, UpdateFeed } from "../../../modules/catalog/types"
import { catalogOf } from "./catalog"

/** Stores a feed. */
export const createFeedStep = createStep(
  "create-feed",
  async (input: CreateFeed, { container }) => {
    const { id } = await catalogOf(container).createFeed(input)
    return new StepResponse({ id }, id)
  },
  async (id, { container }) => {
    if (id) await catalogOf(container).deleteFeeds(id)
  }
)

/** A feed, and the fields of it that change. */
export type UpdateFeedInput = { id: string; changes: UpdateFeed }

/** Changes fields of a feed. What it was is not handed on: it holds what is secret, and no later step fails. */
export const updateFeedStep = createStep("update-feed", async ({ id, changes }: UpdateFeedInput, { container }) => {
  await catalogOf(container).updateFeed(id, changes)
  return new StepResponse({ id })
})

/** Deletes a feed, softly, and ends its runs; its items stay, and belong to whichever feed delivers them next. */
export const deleteFeedStep = createStep("delete-feed", async (id: string, { container }) => {
  const feed = await catalogOf(container).getFeed(id)
  await deleteFeed(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), feed)
  return new StepResponse({ id })
})

/** Makes the secret of a feed's hook; it is sealed before it is stored, and answered this once. */
export const renewHookSecretStep = createStep("renew-hook-secret", async (id: string, { container }) => {
  const hook_secret = await catalogOf(container).renewHookSecret(id)
  return new StepResponse({ id, hook_secret, path: `/hooks/feeds/${id}` })
})
