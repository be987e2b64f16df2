import { attributeCells, textAt, type ErpRecord } from "../erp-record"
import type { Fields } from "../fields"
import { instantOfText } from "../source-time"

/** A product with what other services say of it; null where they were not asked. */
export type SapProduct = {
  readonly record: ErpRecord
  readonly descriptions: readonly ErpRecord[]
  readonly prices: readonly { readonly currency: string; readonly amount: string }[]
  readonly stock: string | null
}

/** `/Date(ms+0000)/`, or a plain date as older releases have it. */
export const changedAt = ({ record }: SapProduct): number | null => instantOfText(textAt(record, "LastChangeDateTime"))

/** The description in the first wanted language that there is, then in any, then the product's number. */
const nameOf = ({ record, descriptions }: SapProduct, languages: readonly string[]): string => {
  const named = descriptions.filter((description) => textAt(description, "ProductDescription").trim() !== "")
  const wanted = languages
    .map((language) => named.find((one) => textAt(one, "Language").toUpperCase() === language.toUpperCase()))
    .find((found) => found !== undefined)
  const found = wanted ?? named[0]
  return found ? textAt(found, "ProductDescription") : textAt(record, "Product")
}

/** Weights are decimals in text; zero means that nobody has weighed. */
const measure = (amount: string, unit: string): string => (Number(amount) > 0 ? `${amount} ${unit}`.trim() : "")

/** A product by the names of our columns. What the configured services do not say stays out, so that it stays as it is. */
export const fieldsOf = (product: SapProduct, languages: readonly string[]): Fields => {
  const { record, prices, stock } = product
  const text = (field: string): string => textAt(record, field)
  return {
    sku: text("Product"),
    name: nameOf(product, languages),
    category: text("ProductGroup"),
    brand: text("Brand"),
    barcode: text("ProductStandardID"),
    active: String(record["IsMarkedForDeletion"] !== true),
    stock: stock ?? "",
    ...Object.fromEntries(prices.map(({ currency, amount }) => [`price:${currency.toLowerCase()}`, amount])),
    ...attributeCells({
      product_type: text("ProductType"),
      base_unit: text("BaseUnit"),
      gross_weight: measure(text("GrossWeight"), text("WeightUnit")),
      net_weight: measure(text("NetWeight"), text("WeightUnit")),
      country_of_origin: text("CountryOfOrigin"),
    }),
  }
}
