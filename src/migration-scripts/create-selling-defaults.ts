import type { ExecArgs, MedusaContainer, StoreDTO } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, Modules } from "@medusajs/framework/utils"
import {
  createDefaultsWorkflow,
  createLocationFulfillmentSetWorkflow,
  createRegionsWorkflow,
  createServiceZonesWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  createTaxRegionsWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows"

const PAYMENT_PROVIDER = "pp_system_default"
const TAX_PROVIDER = "tp_system"
const FULFILLMENT_PROVIDER = "manual_manual"
const LOCATION = "Main warehouse"
const FULFILLMENT_SET = "Shipping"
const SHIPPING_OPTION = "Standard shipping"

const EUROPEAN_UNION = "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk".split(" ")

/** The markets that every site can sell to. `shippingFee` is in whole units of the market's own currency. */
const MARKETS = [
  { name: "North America", currency: "usd", countries: ["us", "ca"], shippingFee: 8 },
  { name: "European Union", currency: "eur", countries: EUROPEAN_UNION, shippingFee: 7 },
  { name: "United Kingdom", currency: "gbp", countries: ["gb"], shippingFee: 6 },
]

const created = <Row>(rows: Row[], what: string): Row => {
  const [row] = rows
  if (row) return row
  throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `Medusa created no ${what}: see its workflow in core-flows`)
}

const ensureStore = async (container: MedusaContainer): Promise<StoreDTO> => {
  await createDefaultsWorkflow(container).run()
  const stores = await container.resolve(Modules.STORE).listStores({}, { relations: ["supported_currencies"], take: 1 })
  const store = created(stores, "store")
  const supported = store.supported_currencies ?? []
  const missing = MARKETS.filter(({ currency }) => supported.every(({ currency_code }) => currency_code !== currency))
  if (missing.length > 0) {
    const supported_currencies = [
      ...supported.map(({ currency_code, is_default }) => ({ currency_code, is_default })),
      ...missing.map(({ currency }) => ({ currency_code: currency, is_default: false })),
    ]
    await updateStoresWorkflow(container).run({
      input: { selector: { id: store.id }, update: { supported_currencies } },
    })
  }
  return store
}

/** A country belongs to one region at most, so those that a person has placed already stay where they are. */
const ensureRegions = async (container: MedusaContainer): Promise<void> => {
  const regions = await container.resolve(Modules.REGION).listRegions({}, { relations: ["countries"] })
  const placed = new Set(regions.flatMap(({ countries }) => countries.map(({ iso_2 }) => iso_2)))
  const missing = MARKETS.filter(({ currency }) => regions.every(({ currency_code }) => currency_code !== currency))
  if (missing.length === 0) return
  await createRegionsWorkflow(container).run({
    input: {
      regions: missing.map(({ name, currency, countries }) => ({
        name,
        currency_code: currency,
        countries: countries.filter((country) => !placed.has(country)),
        payment_providers: [PAYMENT_PROVIDER],
      })),
    },
  })
}

const ensureTaxRegions = async (container: MedusaContainer): Promise<void> => {
  const taxRegions = await container.resolve(Modules.TAX).listTaxRegions({})
  const known = new Set(taxRegions.filter(({ parent_id }) => !parent_id).map(({ country_code }) => country_code))
  const missing = MARKETS.flatMap(({ countries }) => countries).filter((country) => !known.has(country))
  if (missing.length === 0) return
  await createTaxRegionsWorkflow(container).run({
    input: missing.map((country_code) => ({ country_code, provider_id: TAX_PROVIDER })),
  })
}

const ensureLocation = async (container: MedusaContainer, store: StoreDTO): Promise<string> => {
  if (store.default_location_id) return store.default_location_id
  const [existing] = await container.resolve(Modules.STOCK_LOCATION).listStockLocations({ name: LOCATION })
  const create = async () =>
    (await createStockLocationsWorkflow(container).run({ input: { locations: [{ name: LOCATION }] } })).result
  const { id } = existing ?? created(await create(), "stock location")
  await updateStoresWorkflow(container).run({
    input: { selector: { id: store.id }, update: { default_location_id: id } },
  })
  return id
}

const ensureFulfillmentSet = async (container: MedusaContainer, location_id: string): Promise<string> => {
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const linkTo = (end: { fulfillment_provider_id: string } | { fulfillment_set_id: string }) =>
    link.create({ [Modules.STOCK_LOCATION]: { stock_location_id: location_id }, [Modules.FULFILLMENT]: end })

  await linkTo({ fulfillment_provider_id: FULFILLMENT_PROVIDER })
  const [existing] = await fulfillment.listFulfillmentSets({ name: FULFILLMENT_SET })
  if (existing) {
    await linkTo({ fulfillment_set_id: existing.id })
    return existing.id
  }
  await createLocationFulfillmentSetWorkflow(container).run({
    input: { location_id, fulfillment_set_data: { name: FULFILLMENT_SET, type: "shipping" } },
  })
  return created(await fulfillment.listFulfillmentSets({ name: FULFILLMENT_SET }), "fulfillment set").id
}

const ensureServiceZones = async (container: MedusaContainer, fulfillment_set_id: string) => {
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const existing = await fulfillment.listServiceZones({ fulfillment_set: { id: fulfillment_set_id } })
  const missing = MARKETS.filter((market) => existing.every(({ name }) => name !== market.name))
  if (missing.length > 0) {
    const zones = missing.map(({ name, countries }) => ({
      name,
      fulfillment_set_id,
      geo_zones: countries.map((country_code) => ({ type: "country" as const, country_code })),
    }))
    await createServiceZonesWorkflow(container).run({ input: { data: zones } })
  }
  return fulfillment.listServiceZones(
    { fulfillment_set: { id: fulfillment_set_id } },
    { relations: ["shipping_options"] }
  )
}

const ensureShippingProfile = async (container: MedusaContainer): Promise<string> => {
  const [existing] = await container.resolve(Modules.FULFILLMENT).listShippingProfiles({ type: "default" })
  if (existing) return existing.id
  const { result } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: "Default Shipping Profile", type: "default" }] },
  })
  return created(result, "shipping profile").id
}

const ensureShippingOptions = async (container: MedusaContainer, fulfillmentSetId: string): Promise<void> => {
  const shipping_profile_id = await ensureShippingProfile(container)
  const zones = await ensureServiceZones(container, fulfillmentSetId)
  const missing = zones.filter(({ shipping_options }) => shipping_options.length === 0)
  if (missing.length === 0) return
  await createShippingOptionsWorkflow(container).run({
    input: missing.map(({ id }) => ({
      name: SHIPPING_OPTION,
      price_type: "flat" as const,
      provider_id: FULFILLMENT_PROVIDER,
      service_zone_id: id,
      shipping_profile_id,
      type: { label: "Standard", description: "Delivered in 3 to 5 working days", code: "standard" },
      prices: MARKETS.map(({ currency, shippingFee }) => ({ currency_code: currency, amount: shippingFee })),
      rules: [
        { attribute: "enabled_in_store", operator: "eq" as const, value: "true" },
        { attribute: "is_return", operator: "eq" as const, value: "false" },
      ],
    })),
  })
}

/**
 * Lets a site sell from its first minute: the store's currencies and stock location, a region with manual payment for
 * each currency, their tax regions, and flat-rate shipping priced in all currencies. It creates what is missing and
 * changes nothing that a person set up, so it may run again.
 */
export default async function createSellingDefaults({ container }: ExecArgs): Promise<void> {
  const store = await ensureStore(container)
  await ensureRegions(container)
  await ensureTaxRegions(container)
  const locationId = await ensureLocation(container, store)
  await ensureShippingOptions(container, await ensureFulfillmentSet(container, locationId))
}
