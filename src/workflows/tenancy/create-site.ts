import { WorkflowResponse, createWorkflow, transform, when } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import {
  associateLocationsWithSalesChannelsStep,
  createSalesChannelsWorkflow,
  emitEventStep,
  linkSalesChannelsToApiKeyWorkflow,
  useQueryGraphStep,
} from "@medusajs/medusa/core-flows"
import type { CreateSite } from "../../modules/tenancy/types"
import { publishSitesStep } from "../catalog/steps/publish-sites"
import { checkCatalogStep } from "./steps/check-catalog"
import { chooseRegionStep } from "./steps/choose-region"
import { createSiteKeyStep } from "./steps/create-site-key"
import { createSiteStep } from "./steps/create-site"

/** A new site, and who asks for it. */
export type CreateSiteInput = Omit<CreateSite, "sales_channel_id" | "publishable_key_id"> & {
  created_by?: string | undefined
}

const newChannel = ({ input }: { input: CreateSiteInput }) => ({ salesChannelsData: [{ name: input.name }] })

type Made = { channels: { id: string }[]; key: { id: string } }

const keyLink = ({ channels, key }: Made) => ({ id: key.id, add: channels.map(({ id }) => id) })

const locationLinks = ({ channels, stores }: Made & { stores: { default_location_id?: string | null }[] }) => ({
  links: stores.flatMap(({ default_location_id: location_id }) =>
    location_id ? channels.map(({ id: sales_channel_id }) => ({ sales_channel_id, location_id })) : []
  ),
})

const newSite = ({
  input,
  region,
  channels,
  key,
}: Made & { input: CreateSiteInput; region: { region_id?: string } }) => {
  const { created_by: _createdBy, ...site } = input
  return { ...site, ...region, sales_channel_id: channels[0]?.id, publishable_key_id: key.id }
}

const onlySite = ({ site }: { site: { id: string } }) => ({ site_ids: [site.id] })

/** Creates a site together with what it is in Medusa, a sales channel and a publishable key, and says `site.created`. */
export const createSiteWorkflow = createWorkflow("create-site", (input: WorkflowData<CreateSiteInput>) => {
  const region = chooseRegionStep({ currency_code: input.currency_code, region_id: input.region_id })
  checkCatalogStep({ catalog_id: input.catalog_id, client_id: input.client_id })
  const channels = createSalesChannelsWorkflow.runAsStep({ input: transform({ input }, newChannel) })
  const key = createSiteKeyStep({ title: input.name, created_by: input.created_by })
  linkSalesChannelsToApiKeyWorkflow.runAsStep({ input: transform({ channels, key }, keyLink) })
  const { data: stores } = useQueryGraphStep({ entity: "store", fields: ["default_location_id"] })
  associateLocationsWithSalesChannelsStep(transform({ channels, key, stores }, locationLinks))
  const site = createSiteStep(transform({ input, region, channels, key }, newSite))
  when("sells a catalog", { input }, ({ input }) => Boolean(input.catalog_id)).then(() => {
    publishSitesStep(transform({ site }, onlySite))
  })
  emitEventStep({ eventName: "site.created", data: { id: site.id } })
  return new WorkflowResponse(site)
})
