import { createDraw, type Draw } from "../generate/draw"
import { productOf } from "../generate/products"

/** A record as an ERP keeps it, before it takes the shape of one. */
export type ErpItem = {
  readonly id: number
  readonly guid: string
  readonly sku: string
  readonly name: string
  readonly description: string
  readonly category: string
  readonly brand: string
  readonly barcode: string
  /** A decimal in dollars. */
  readonly price: string
  readonly stock: number
  readonly isActive: boolean
  /** Microseconds since 1970, as databases keep them; what is shown of it differs. */
  readonly changedUs: number
}

/** The first id, with room before it for rows that sort before all others. */
const FIRST_ID = 1_000
const SPREAD_DAYS = 30
const DAY_US = 86_400_000_000
const INACTIVE = 0.04
const WITHOUT_BARCODE = 0.1
const WITHOUT_CATEGORY = 0.05

const hex = (draw: Draw, name: string, digits: number): string =>
  Math.floor(draw(name) * 16 ** digits)
    .toString(16)
    .padStart(digits, "0")

/** Random like the real ones, so that the order of guids is no other order. */
export const guidOf = (draw: Draw, id: number): string =>
  `${hex(draw, `guid ${id} a`, 8)}-${hex(draw, `guid ${id} b`, 4)}-ee11-8e4b-${hex(draw, `guid ${id} c`, 8)}${hex(draw, `guid ${id} d`, 4)}`

const itemOf = (draw: Draw, index: number, untilUs: number): ErpItem => {
  const product = productOf(draw, index, { sizes: false })
  const [{ sku, barcode, stock } = { sku: "", barcode: "", stock: 0 }] = product.variants
  const { name, description, brand, prices } = product
  return {
    id: FIRST_ID + index,
    guid: guidOf(draw, FIRST_ID + index),
    sku,
    name,
    description,
    brand,
    stock,
    category: draw(`${sku} uncategorised`) < WITHOUT_CATEGORY ? "" : product.category,
    barcode: draw(`${sku} unlabelled`) < WITHOUT_BARCODE ? "" : barcode,
    price: prices.usd,
    isActive: draw(`${sku} blocked`) >= INACTIVE,
    changedUs: untilUs - Math.ceil(draw(`${sku} changed`) * SPREAD_DAYS * DAY_US),
  }
}

/** Items of a seed, changed last at some moment of the 30 days before `untilMs`. */
export const generateItems = (count: number, seed: number, untilMs: number): ErpItem[] => {
  const draw = createDraw(seed)
  return Array.from({ length: count }, (_, index) => itemOf(draw, index + 1, untilMs * 1000))
}

/** An item that says nothing: what its record's fields are called can be read off it. */
export const BLANK_ITEM: ErpItem = {
  id: 0,
  guid: "",
  sku: "",
  name: "",
  description: "",
  category: "",
  brand: "",
  barcode: "",
  price: "0",
  stock: 0,
  isActive: true,
  changedUs: 0,
}
