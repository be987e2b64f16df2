import { WorkflowResponse, createWorkflow, transform, when } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep, updateApiKeysWorkflow, updateSalesChannelsWorkflow } from "@medusajs/medusa/core-flows"
import type { UpdateSite } from "../../modules/tenancy/types"
import { publishSitesStep } from "../catalog/steps/publish-sites"
import { checkCatalogStep } from "./steps/check-catalog"
import { chooseRegionStep } from "./steps/choose-region"
import { loadSitesStep } from "./steps/load-sites"
import { updateSiteStep } from "./steps/update-site"
import type { UpdateSiteInput } from "./steps/update-site"

type Renamed = { changes: UpdateSite; sites: { sales_channel_ids: string[]; publishable_key_ids: string[] } }

const renamedChannel = ({ changes, sites }: Renamed) => ({
  selector: { id: sites.sales_channel_ids },
  update: { name: changes.name ?? "" },
})

const renamedKey = ({ changes, sites }: Renamed) => ({
  selector: { id: sites.publishable_key_ids },
  update: { title: changes.name ?? "" },
})

/** Changes a site and says `site.updated`. With `status: "inactive"` its shop is closed from the next request on. */
export const updateSiteWorkflow = createWorkflow("update-site", (input: WorkflowData<UpdateSiteInput>) => {
  const { changes } = input
  const sites = loadSitesStep(transform({ input }, ({ input }) => [input.id]))
  checkCatalogStep({ site_id: input.id, catalog_id: changes.catalog_id })
  const region = chooseRegionStep({
    site_id: input.id,
    currency_code: changes.currency_code,
    region_id: changes.region_id,
  })
  const site = updateSiteStep(
    transform({ input, region }, ({ input, region }) => ({ id: input.id, changes: { ...input.changes, ...region } }))
  )
  when("renamed", { changes }, ({ changes }) => changes.name !== undefined).then(() => {
    updateSalesChannelsWorkflow.runAsStep({ input: transform({ changes, sites }, renamedChannel) })
    updateApiKeysWorkflow.runAsStep({ input: transform({ changes, sites }, renamedKey) })
  })
  when("sells another catalog", { changes }, ({ changes }) => changes.catalog_id !== undefined).then(() => {
    publishSitesStep(transform({ input }, ({ input }) => ({ site_ids: [input.id] })))
  })
  emitEventStep({ eventName: "site.updated", data: { id: site.id } })
  return new WorkflowResponse(site)
})
