import { perPiece, stockOf, sumOf } from "../decimals"
import { textAt, type ErpRecord } from "../erp-record"
import type { JsonClient } from "../http/json-client"
import { expanded, quoted, readAll } from "./odata"
import type { SapProduct } from "./records"
import type { SapSettings } from "./settings"

/** Materials named in one filter: the address stays below 4 KB, which every gateway takes. */
const MATERIALS_AT_ONCE = 40

type Asking = {
  readonly client: JsonClient
  readonly settings: SapSettings
  readonly signal: AbortSignal
  readonly today: string
}
type Prices = SapProduct["prices"]

/** Asks the other services what the products cost and how many there are, as far as they are configured. */
export const withPricesAndStock = async (asking: Asking, products: readonly SapProduct[]): Promise<SapProduct[]> => {
  const groups = Array.from({ length: Math.ceil(products.length / MATERIALS_AT_ONCE) }, (_, index) =>
    products.slice(index * MATERIALS_AT_ONCE, (index + 1) * MATERIALS_AT_ONCE)
  )
  const asked: SapProduct[] = []
  for (const group of groups) {
    const materials = group.map(({ record }) => textAt(record, "Product"))
    const prices = await pricesOf(asking, materials)
    const stock = await stockOfMaterials(asking, materials)
    for (const [index, product] of group.entries()) {
      const material = materials[index] ?? ""
      asked.push({ ...product, prices: prices.get(material) ?? [], stock: stock && (stock.get(material) ?? "0") })
    }
  }
  return asked
}

const oneOf = (field: string, values: readonly string[]): string =>
  `(${values.map((value) => `${field} eq ${quoted(value)}`).join(" or ")})`

const pricesOf = async (asking: Asking, materials: readonly string[]): Promise<Map<string, Prices>> => {
  const { client, settings, signal, today } = asking
  const found = new Map<string, Prices>()
  if (!settings.prices) return found
  const { condition_type, sales_organization, distribution_channel } = settings.prices
  const filter = [
    `ConditionType eq ${quoted(condition_type)}`,
    `ConditionValidityStartDate le datetime'${today}T00:00:00'`,
    `ConditionValidityEndDate ge datetime'${today}T00:00:00'`,
    ...(sales_organization ? [`SalesOrganization eq ${quoted(sales_organization)}`] : []),
    ...(distribution_channel ? [`DistributionChannel eq ${quoted(distribution_channel)}`] : []),
    oneOf("Material", materials),
  ].join(" and ")
  const validities = await readAll({
    ...{ client, pageSize: settings.page_size, signal },
    path: "API_SLSPRICINGCONDITIONRECORD_SRV/A_SlsPrcgCndnRecdValidity",
    query: { $filter: filter, $expand: "to_SlsPrcgConditionRecord" },
  })
  for (const validity of validities) {
    const material = textAt(validity, "Material")
    found.set(material, [...(found.get(material) ?? []), ...listPrices(validity)])
  }
  return found
}

/** Prices of one customer, percentages and deleted records are no list prices. */
const listPrices = (validity: ErpRecord): Prices => {
  if (textAt(validity, "Customer") !== "") return []
  const nested = validity["to_SlsPrcgConditionRecord"]
  const records = expanded(validity, "to_SlsPrcgConditionRecord")
  const conditions = records.length > 0 ? records : isRecord(nested) ? [nested] : []
  return conditions.flatMap((condition) => {
    const currency = textAt(condition, "ConditionRateValueUnit")
    if (!/^[A-Z]{3}$/.test(currency) || condition["ConditionIsDeleted"] === true) return []
    return [
      { currency, amount: perPiece(textAt(condition, "ConditionRateValue"), textAt(condition, "ConditionQuantity")) },
    ]
  })
}

const isRecord = (value: unknown): value is ErpRecord => typeof value === "object" && value !== null

const stockOfMaterials = async (asking: Asking, materials: readonly string[]): Promise<Map<string, string> | null> => {
  const { client, settings, signal } = asking
  if (!settings.stock) return null
  const { plants } = settings.stock
  const filter = [
    "InventoryStockType eq '01'",
    ...(plants.length > 0 ? [oneOf("Plant", plants)] : []),
    oneOf("Material", materials),
  ].join(" and ")
  const records = await readAll({
    ...{ client, pageSize: settings.page_size, signal },
    path: "API_MATERIAL_STOCK_SRV/A_MatlStkInAcctMod",
    query: { $filter: filter },
  })
  const quantities = new Map<string, string[]>()
  for (const record of records) {
    const material = textAt(record, "Material")
    quantities.set(material, [...(quantities.get(material) ?? []), textAt(record, "MatlWrhsStkQtyInMatlBaseUnit")])
  }
  return new Map([...quantities].map(([material, texts]) => [material, stockOf(sumOf(texts))]))
}
