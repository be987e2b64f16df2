import type { ErpItem } from "../items"
import { descriptionRecords, priceRecords, productRecord, stockRecords, type SapRecord } from "./records"

/** A record with where it leads, and the item that it tells of. */
export type SapRow = {
  readonly item: ErpItem
  readonly type: string
  readonly record: SapRecord
  readonly navigations: Readonly<Record<string, unknown>>
}

const PRODUCT_NAVIGATIONS = [
  "to_Plant",
  "to_ProductBasicText",
  "to_ProductInspectionText",
  "to_ProductProcurement",
  "to_ProductPurchaseText",
  "to_ProductQualityMgmt",
  "to_ProductSales",
  "to_ProductSalesTax",
  "to_ProductStorage",
  "to_ProductUnitsOfMeasure",
  "to_SalesDelivery",
  "to_Valuation",
]
const TO_ONE = ["to_ProductProcurement", "to_ProductQualityMgmt", "to_ProductSales", "to_ProductStorage"]

const nothing = Object.fromEntries(
  PRODUCT_NAVIGATIONS.map((name) => [name, TO_ONE.includes(name) ? null : { results: [] }])
)

const plain = (item: ErpItem, type: string, record: SapRecord): SapRow => ({ item, type, record, navigations: {} })

const ROWS: Readonly<Record<string, (item: ErpItem) => SapRow[]>> = {
  A_Product: (item) => [
    {
      item,
      type: "API_PRODUCT_SRV.A_ProductType",
      record: productRecord(item),
      navigations: { ...nothing, to_Description: { results: descriptionRecords(item) } },
    },
  ],
  A_ProductDescription: (item) =>
    descriptionRecords(item).map((record) => plain(item, "API_PRODUCT_SRV.A_ProductDescriptionType", record)),
  A_SlsPrcgCndnRecdValidity: (item) =>
    priceRecords(item).map(({ validity, condition }) => ({
      ...plain(item, "API_SLSPRICINGCONDITIONRECORD_SRV.A_SlsPrcgCndnRecdValidityType", validity),
      navigations: { to_SlsPrcgConditionRecord: condition },
    })),
  A_SlsPrcgConditionRecord: (item) =>
    priceRecords(item).map(({ condition }) =>
      plain(item, "API_SLSPRICINGCONDITIONRECORD_SRV.A_SlsPrcgConditionRecordType", condition)
    ),
  A_MatlStkInAcctMod: (item) =>
    stockRecords(item).map((record) => plain(item, "API_MATERIAL_STOCK_SRV.A_MatlStkInAcctModType", record)),
}

/** The rows of an entity set; sets that nobody asks for are empty. */
export const rowsOf = (set: string, items: readonly ErpItem[]): SapRow[] => {
  const rows = ROWS[set]
  return rows ? items.flatMap(rows) : []
}
