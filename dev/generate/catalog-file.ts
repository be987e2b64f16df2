import { quoted } from "./csv-cell"
import type { Draw } from "./draw"
import { type GeneratedProduct, productOf } from "./products"

const HEADER =
  "sku,product,name,handle,description,category,brand,barcode,price:usd,price:eur,price:gbp,stock,image,option:Size"

const linesOf = (product: GeneratedProduct): string[] => {
  const { name, handle, description, category, brand, prices, imageUrl, variants } = product
  const key = variants.length > 1 ? (variants[0]?.sku.slice(0, -2) ?? "") : ""
  return variants.map(({ sku, barcode, stock, size }) =>
    [
      ...[sku, key, quoted(name), handle, quoted(description), category, quoted(brand), barcode],
      ...[prices.usd, prices.eur, prices.gbp, stock, imageUrl, size ?? ""],
    ].join(",")
  )
}

/** A catalog of `products` as a file of our own layout, line by line, so that it is never in memory as a whole. */
export function* catalogFile(draw: Draw, products: number): Generator<string> {
  yield `${HEADER}\n`
  for (let index = 1; index <= products; index += 1) {
    for (const line of linesOf(productOf(draw, index))) yield `${line}\n`
  }
}
