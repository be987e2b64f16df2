import { type Draw, pick } from "./draw"

/** A made-up product; `index` counts from 1 within its catalog, so catalogs share their skus, as clients' catalogs do. */
export type GeneratedProduct = {
  readonly index: number
  readonly name: string
  readonly handle: string
  readonly description: string
  readonly category: string
  readonly brand: string
  readonly imageUrl: string
  /** Amounts in whole units of each currency, as decimal text. */
  readonly prices: { readonly usd: string; readonly eur: string; readonly gbp: string }
  readonly variants: readonly GeneratedVariant[]
}

/** What is sold of a product: the product itself, or one of its sizes. */
export type GeneratedVariant = {
  readonly sku: string
  readonly barcode: string
  readonly stock: number
  readonly size: string | null
}

const QUALITIES = ["Classic", "Recycled", "Everyday", "Compact", "Heritage", "Slim", "Insulated", "Folding"] as const
const MATERIALS = ["Cotton", "Bamboo", "Steel", "Canvas", "Leather", "Ceramic", "Walnut", "Aluminium"] as const
const BRANDS = ["Northfold", "Ardent", "Maple & Main", "Kestrel", "Oakline", "Brightwell", "Tidewater"] as const
type Thing = { readonly noun: string; readonly category: string; readonly code: string; readonly isSized: boolean }

const THINGS: readonly [Thing, ...Thing[]] = [
  { noun: "Tote", category: "Bags", code: "TOT", isSized: false },
  { noun: "Backpack", category: "Bags", code: "BAC", isSized: false },
  { noun: "Mug", category: "Drinkware", code: "MUG", isSized: false },
  { noun: "Bottle", category: "Drinkware", code: "BOT", isSized: false },
  { noun: "Notebook", category: "Office", code: "NOT", isSized: false },
  { noun: "Pen", category: "Office", code: "PEN", isSized: false },
  { noun: "Lamp", category: "Home", code: "LAM", isSized: false },
  { noun: "Blanket", category: "Home", code: "BLA", isSized: false },
  { noun: "Jacket", category: "Apparel", code: "JAC", isSized: true },
  { noun: "Shirt", category: "Apparel", code: "SHI", isSized: true },
]
/** The categories of generated products. */
export const CATEGORIES: readonly string[] = [...new Set(THINGS.map(({ category }) => category))]

const SIZES = ["S", "M", "L"] as const

const DOLLARS_FROM = 4
const DOLLARS_TO = 180
const EUROS_PER_DOLLAR = 0.92
const POUNDS_PER_DOLLAR = 0.79
const LARGEST_STOCK = 2_000
const SOLD_OUT = 0.03

/** 13 digits as EAN has them, of the range that shops use among themselves. */
const barcodeOf = (number: number): string => {
  const digits = `20${String(number).padStart(10, "0")}`
  const sum = Array.from(digits, Number).reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 1 : 3), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const variantOf = (draw: Draw, index: number, code: string, size: string | null, place: number): GeneratedVariant => {
  const sku = `${code}-${String(index).padStart(6, "0")}${size ? `-${size}` : ""}`
  const stock = draw(`${sku} stock`)
  return {
    sku,
    barcode: barcodeOf(index * 10 + place),
    stock: stock < SOLD_OUT ? 0 : Math.ceil(stock * LARGEST_STOCK),
    size,
  }
}

const pricesOf = (draw: Draw, name: string): GeneratedProduct["prices"] => {
  const cents = 100 * (DOLLARS_FROM + Math.floor(draw(`${name} price`) * (DOLLARS_TO - DOLLARS_FROM))) - 5
  const inUnits = (perDollar: number): string => (Math.round(cents * perDollar) / 100).toFixed(2)
  return { usd: inUnits(1), eur: inUnits(EUROS_PER_DOLLAR), gbp: inUnits(POUNDS_PER_DOLLAR) }
}

/** The product of an index; the same one for the same draw. What is worn comes in three sizes unless `sizes` is false. */
export const productOf = (draw: Draw, index: number, { sizes = true } = {}): GeneratedProduct => {
  const name = `product ${index}`
  const quality = pick(draw, `${name} quality`, QUALITIES)
  const material = pick(draw, `${name} material`, MATERIALS)
  const brand = pick(draw, `${name} brand`, BRANDS)
  const { noun, category, code, isSized } = pick(draw, `${name} thing`, THINGS)
  const title = `${quality} ${material} ${noun}`
  const handle = `${title.toLowerCase().replaceAll(" ", "-")}-${index}`
  const variantSizes = sizes && isSized ? SIZES : [null]
  return {
    index,
    name: title,
    handle,
    description:
      `${title} by ${brand}, number ${index} of its range. Made of ${material.toLowerCase()} that lasts, with room for ` +
      `a logo in one colour; it ships within three days, in a box without plastic.`,
    category,
    brand,
    imageUrl: `https://images.galleria.example/${code.toLowerCase()}/${index}.jpg`,
    prices: pricesOf(draw, name),
    variants: variantSizes.map((size, place) => variantOf(draw, index, code, size, place)),
  }
}
