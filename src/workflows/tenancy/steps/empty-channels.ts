import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { idTime, reconcileChannels } from "../../../modules/catalog"
import { inTransaction } from "../../../postgres/executor"
import { tenancyOf } from "./tenancy"

type CatalogOfSite = { id: string; catalog_id: string | null }

const sell = async (container: MedusaContainer, sites: CatalogOfSite[]) => {
  const tenancy = tenancyOf(container)
  for (const { id, catalog_id } of sites) await tenancy.updateSite(id, { catalog_id })
  const scope = { siteIds: sites.map(({ id }) => id), catalogId: null, productIds: null }
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  await inTransaction(knex, (db) => reconcileChannels(db, scope, idTime(Date.now())))
}

/**
 * Takes the catalogs from sites and their products from the channels, in SQL: Medusa would load each link of a channel
 * to mark it as deleted, and a channel may have 100,000. Undone by giving the catalogs back.
 */
export const emptyChannelsStep = createStep(
  "empty-channels",
  async (ids: string[], { container }) => {
    const sites = await tenancyOf(container).listSites({ id: ids }, { take: ids.length, select: ["id", "catalog_id"] })
    const before = sites.map(({ id, catalog_id }) => ({ id, catalog_id }))
    await sell(
      container,
      before.map(({ id }) => ({ id, catalog_id: null }))
    )
    return new StepResponse(ids, before)
  },
  async (before, { container }) => {
    if (before) await sell(container, before)
  }
)
