import type { EntityType, Metadata } from "./metadata"

type Shape = { readonly keys: string[]; readonly properties: Record<string, string>; readonly navigations?: string[] }

const typeOf = (name: string, { keys, properties, navigations = [] }: Shape): EntityType => ({
  name: `${name}Type`,
  keys,
  properties: new Map(Object.entries(properties)),
  navigations: new Map(navigations.map((each) => [each, false])),
})

const metadataOf = (shapes: Readonly<Record<string, Shape>>): Metadata =>
  new Map(Object.entries(shapes).map(([set, shape]) => [set, typeOf(set, shape)]))

const [STRING, DECIMAL, DATE, BOOLEAN] = ["Edm.String", "Edm.Decimal", "Edm.DateTime", "Edm.Boolean"] as const

/** Prices: a record of a condition, and for whom and how long it holds. From SAP's documentation, the fields in use. */
export const PRICING = metadataOf({
  A_SlsPrcgCndnRecdValidity: {
    keys: ["ConditionRecord", "ConditionValidityEndDate"],
    properties: {
      ConditionRecord: STRING,
      ConditionValidityEndDate: DATE,
      ConditionValidityStartDate: DATE,
      ConditionApplication: STRING,
      ConditionType: STRING,
      ConditionReleaseStatus: STRING,
      SalesOrganization: STRING,
      DistributionChannel: STRING,
      Customer: STRING,
      PriceListType: STRING,
      Material: STRING,
    },
    navigations: ["to_SlsPrcgConditionRecord"],
  },
  A_SlsPrcgConditionRecord: {
    keys: ["ConditionRecord"],
    properties: {
      ConditionRecord: STRING,
      ConditionTable: STRING,
      ConditionApplication: STRING,
      ConditionType: STRING,
      ConditionRateValue: DECIMAL,
      ConditionRateValueUnit: STRING,
      ConditionQuantity: DECIMAL,
      ConditionQuantityUnit: STRING,
      ConditionIsDeleted: BOOLEAN,
      LastChangeDate: DATE,
    },
  },
})

/** Stock: by material, place and kind. From SAP's documentation, the fields in use. */
export const STOCK = metadataOf({
  A_MatlStkInAcctMod: {
    keys: ["Material", "Plant", "StorageLocation", "Batch", "InventoryStockType", "InventorySpecialStockType"],
    properties: {
      Material: STRING,
      Plant: STRING,
      StorageLocation: STRING,
      Batch: STRING,
      Supplier: STRING,
      Customer: STRING,
      SDDocument: STRING,
      SDDocumentItem: STRING,
      WBSElementInternalID: STRING,
      InventorySpecialStockType: STRING,
      InventoryStockType: STRING,
      MaterialBaseUnit: STRING,
      MatlWrhsStkQtyInMatlBaseUnit: DECIMAL,
    },
  },
})
