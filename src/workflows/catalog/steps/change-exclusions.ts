import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors, changeExclusions, type ExclusionChanges, idTime } from "../../../modules/catalog"
import { TenancyErrors } from "../../../modules/tenancy"
import { inTransaction } from "../../../postgres/executor"

/** A site, and what changes of its exclusions. */
export type ChangeExclusionsInput = { site_id: string } & ExclusionChanges

/** Changes what a site excludes, and what its channel shows, in one transaction. */
export const changeExclusionsStep = createStep(
  "change-exclusions",
  async ({ site_id, ...changes }: ChangeExclusionsInput, { container }) => {
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({ entity: "site", fields: ["id", "catalog_id"], filters: { id: site_id } })
    const [site] = data as { id: string; catalog_id: string | null }[]
    if (!site) throw TenancyErrors.unknownSite(site_id)
    const { catalog_id } = site
    if (!catalog_id) throw CatalogErrors.siteWithoutCatalog(site_id)
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await inTransaction(knex, (db) => changeExclusions(db, { id: site_id, catalog_id }, changes, idTime(Date.now())))
    return new StepResponse({ id: site_id })
  }
)
