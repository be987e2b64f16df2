import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { idTime, reconcileChannels, type ChannelScope } from "../../../modules/catalog"
import { inTransaction } from "../../../postgres/executor"

/** The sites whose channels are to show what their catalogs have: by their ids, or all that sell one catalog. */
export type PublishSitesInput = { site_ids: string[] } | { catalog_id: string }

const scopeOf = (input: PublishSitesInput): ChannelScope => ({
  siteIds: "site_ids" in input ? input.site_ids : null,
  catalogId: "catalog_id" in input ? input.catalog_id : null,
  productIds: null,
})

/**
 * Makes the sales channels of sites show exactly what their catalogs have and they do not exclude. It is derived state:
 * a step before it that rolls back leaves it to be derived again, which the compensation does.
 */
export const publishSitesStep = createStep(
  "publish-sites",
  async (input: PublishSitesInput, { container }) => {
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    const changes = await inTransaction(knex, (db) => reconcileChannels(db, scopeOf(input), idTime(Date.now())))
    return new StepResponse(changes, input)
  },
  async (input, { container }) => {
    if (!input) return
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await inTransaction(knex, (db) => reconcileChannels(db, scopeOf(input), idTime(Date.now())))
  }
)
