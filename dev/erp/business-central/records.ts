import type { Row } from "../odata/filter"
import type { ErpItem } from "../items"

/** The properties of `item` in v2.0, with their types. */
export const ITEM_PROPERTIES: Readonly<Record<string, string>> = {
  id: "Edm.Guid",
  number: "Edm.String",
  displayName: "Edm.String",
  displayName2: "Edm.String",
  type: "Edm.String",
  itemCategoryId: "Edm.Guid",
  itemCategoryCode: "Edm.String",
  blocked: "Edm.Boolean",
  gtin: "Edm.String",
  inventory: "Edm.Decimal",
  unitPrice: "Edm.Decimal",
  priceIncludesTax: "Edm.Boolean",
  unitCost: "Edm.Decimal",
  taxGroupId: "Edm.Guid",
  taxGroupCode: "Edm.String",
  baseUnitOfMeasureId: "Edm.Guid",
  baseUnitOfMeasureCode: "Edm.String",
  generalProductPostingGroupId: "Edm.Guid",
  generalProductPostingGroupCode: "Edm.String",
  inventoryPostingGroupId: "Edm.Guid",
  inventoryPostingGroupCode: "Edm.String",
  lastModifiedDateTime: "Edm.DateTimeOffset",
}

export type BcRecord = Readonly<Record<string, string | number | boolean>>

const NO_ID = "00000000-0000-0000-0000-000000000000"

/** An item as v2.0 sends it. */
export const bcRecord = (item: ErpItem): BcRecord => ({
  id: item.guid,
  number: item.sku,
  displayName: item.name,
  displayName2: "",
  type: "Inventory",
  itemCategoryId: NO_ID,
  itemCategoryCode: item.category.toUpperCase().slice(0, 20),
  blocked: !item.isActive,
  gtin: item.barcode,
  inventory: item.stock,
  unitPrice: Number(item.price),
  priceIncludesTax: false,
  unitCost: 0,
  taxGroupId: NO_ID,
  taxGroupCode: "",
  baseUnitOfMeasureId: NO_ID,
  baseUnitOfMeasureCode: "PCS",
  generalProductPostingGroupId: NO_ID,
  generalProductPostingGroupCode: "RETAIL",
  inventoryPostingGroupId: NO_ID,
  inventoryPostingGroupCode: "RESALE",
  lastModifiedDateTime: new Date(Math.floor(item.changedUs / 1000)).toISOString(),
})

/** The same with values that compare: times as milliseconds. */
export const bcRow = (record: BcRecord): Row => ({
  ...record,
  lastModifiedDateTime: Date.parse(String(record["lastModifiedDateTime"])),
})
