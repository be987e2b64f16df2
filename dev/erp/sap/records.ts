import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { ErpItem } from "../items"
import { guidOf } from "../items"
import { createDraw } from "../../generate/draw"

/** A value as it stands in SAP's JSON. */
export type SapValue = string | boolean | null
export type SapRecord = Readonly<Record<string, SapValue>>

const real = JSON.parse(readFileSync(join(__dirname, "data", "products.json"), "utf8")) as SapRecord[]
const bySku = new Map(real.map((record) => [String(record["Product"]), record]))

/** SAP's own records as items, so that they can change like the others. */
export const realItems = (): ErpItem[] =>
  real.map((record, index) => ({
    id: index + 1,
    guid: guidOf(createDraw(0), index + 1),
    sku: String(record["Product"]),
    name: `${String(record["ProductType"])} ${String(record["Product"])}`,
    description: "",
    category: String(record["ProductGroup"]),
    brand: "",
    barcode: "",
    price: "",
    stock: 0,
    isActive: record["IsMarkedForDeletion"] !== true,
    changedUs: Date.parse(String(record["LastChangeDateTime"])) * 1000,
  }))

const DATES = ["CrossPlantStatusValidityDate", "CreationDate", "LastChangeDate", "ValidityStartDate"]

/** A day as the service writes it. */
const dayOf = (value: SapValue | undefined): SapValue =>
  typeof value === "string" && value !== "" ? `/Date(${Date.parse(value.slice(0, 10))})/` : null

const changedMs = ({ changedUs }: ErpItem): number => Math.floor(changedUs / 1000)

/** The A_Product record of an item: SAP's own where there is one, else made after the first of them. */
export const productRecord = (item: ErpItem): SapRecord => {
  const template = bySku.get(item.sku) ?? { ...real[0], ProductType: "HAWA", BaseUnit: "PC", ItemCategoryGroup: "NORM" }
  const days = Object.fromEntries(DATES.map((name) => [name, dayOf(template[name])]))
  return {
    ...template,
    ...days,
    Product: item.sku,
    ProductGroup: item.category.toUpperCase().slice(0, 9),
    ProductStandardID: item.barcode,
    IsMarkedForDeletion: !item.isActive,
    LastChangeDate: dayOf(new Date(changedMs(item)).toISOString()),
    LastChangeDateTime: `/Date(${changedMs(item)}+0000)/`,
  }
}

/** The descriptions of an item, of at most 40 characters, in the order of their languages. */
export const descriptionRecords = ({ sku, name }: ErpItem): SapRecord[] => [
  { Product: sku, Language: "DE", ProductDescription: `${name} (deutsch)`.slice(0, 40) },
  { Product: sku, Language: "EN", ProductDescription: name.slice(0, 40) },
]

const conditionOf = ({ id }: ErpItem): string => String(id).padStart(10, "0")

/** The price of an item as a condition, and the validity that leads to it. */
export const priceRecords = (item: ErpItem): { validity: SapRecord; condition: SapRecord }[] => {
  if (item.price === "") return []
  const key = { ConditionRecord: conditionOf(item), ConditionApplication: "V", ConditionType: "PPR0" }
  const condition = {
    ...key,
    ConditionTable: "304",
    ConditionRateValue: `${item.price}0000000`,
    ConditionRateValueUnit: "USD",
    ConditionQuantity: "1",
    ConditionQuantityUnit: "PC",
    ConditionIsDeleted: false,
    LastChangeDate: dayOf(new Date(changedMs(item)).toISOString()),
  }
  const validity = {
    ...key,
    ConditionValidityStartDate: dayOf("2019-01-01"),
    ConditionValidityEndDate: dayOf("9999-12-31"),
    ConditionReleaseStatus: "",
    SalesOrganization: "1710",
    DistributionChannel: "10",
    Customer: "",
    PriceListType: "",
    Material: item.sku,
  }
  return [{ validity, condition }]
}

const PLACES = [
  { StorageLocation: "171A", InventoryStockType: "01", share: (stock: number) => stock - Math.floor(stock / 3) },
  { StorageLocation: "171B", InventoryStockType: "01", share: (stock: number) => Math.floor(stock / 3) },
  { StorageLocation: "171A", InventoryStockType: "07", share: () => 4 },
]

/** Where the stock of an item lies; the third row is blocked, and nobody may sell it. */
export const stockRecords = ({ sku, stock }: ErpItem): SapRecord[] => {
  if (bySku.has(sku)) return []
  const blank = {
    Batch: "",
    Supplier: "",
    Customer: "",
    SDDocument: "",
    SDDocumentItem: "0",
    WBSElementInternalID: "0",
  }
  return PLACES.map(({ share, ...place }) => ({
    ...blank,
    ...place,
    Material: sku,
    Plant: "1710",
    InventorySpecialStockType: "",
    MaterialBaseUnit: "PC",
    MatlWrhsStkQtyInMatlBaseUnit: `${share(stock)}.000`,
  }))
}
