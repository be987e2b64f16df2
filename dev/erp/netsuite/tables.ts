import { BLANK_ITEM, type ErpItem } from "../items"
import type { SqlValue } from "./sql-values"

/** The zone of the account, in which all times are shown. */
export const ACCOUNT_ZONE = "America/Los_Angeles"

type Row = Readonly<Record<string, SqlValue>>
type Table = { readonly columns: readonly string[]; rowsOf(item: ErpItem): Row[] }

const wall = new Intl.DateTimeFormat("sv-SE", {
  timeZone: ACCOUNT_ZONE,
  dateStyle: "short",
  timeStyle: "medium",
})

/** A time by the account's wall clock, to the second, in the UTC fields of a date. */
const wallOf = (us: number): Date => new Date(`${wall.format(new Date(Math.floor(us / 1000))).replace(" ", "T")}Z`)

const nothingIfEmpty = (text: string): string | null => (text === "" ? null : text)

const itemRow = (item: ErpItem): Row => ({
  id: item.id,
  itemid: item.sku,
  displayname: item.name,
  fullname: item.sku,
  description: nothingIfEmpty(item.description),
  storedescription: nothingIfEmpty(item.description),
  salesdescription: nothingIfEmpty(item.description),
  itemtype: "InvtPart",
  isinactive: item.isActive ? "F" : "T",
  upccode: nothingIfEmpty(item.barcode),
  manufacturer: nothingIfEmpty(item.brand),
  class: nothingIfEmpty(item.category),
  quantityavailable: item.stock,
  totalquantityonhand: item.stock,
  lastmodifieddate: wallOf(item.changedUs),
  createddate: wallOf(1_767_225_600_000_000),
})

const priceRow = (item: ErpItem): Row => ({
  item: item.id,
  pricelevel: 1,
  pricelevelname: "Base Price",
  currency: 1,
  currencypage: 1,
  quantity: 0,
  price: Number(item.price),
  unitprice: Number(item.price),
})

const stockRows = (item: ErpItem): Row[] =>
  [item.stock - Math.floor(item.stock / 3), Math.floor(item.stock / 3)].map((quantity, index) => ({
    item: item.id,
    location: index + 1,
    quantityavailable: quantity,
    quantityonhand: quantity,
  }))

const tableOf = (rowsOf: (item: ErpItem) => Row[]): Table => ({
  columns: Object.keys(rowsOf(BLANK_ITEM)[0] ?? {}),
  rowsOf,
})

/** What can be selected from. */
export const TABLES: Readonly<Record<string, Table>> = {
  item: tableOf((item) => [itemRow(item)]),
  pricing: tableOf((item) => [priceRow(item)]),
  itemprice: tableOf((item) => [priceRow(item)]),
  aggregateitemlocation: tableOf(stockRows),
}
