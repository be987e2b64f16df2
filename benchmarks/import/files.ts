import { quoted } from "../../dev/generate/csv-cell"
import type { GeneratedProduct } from "../../dev/generate/products"

const COLUMNS = {
  ours: "sku,name,handle,description,brand,barcode,price:usd,price:eur,image",
  stock: [
    "Product Handle,Product Title,Product Description,Product Status,Product Thumbnail,Product Image 1,Product Metadata",
    "Product Sales Channel 1,Shipping Profile Id,Variant Title,Variant SKU,Variant Barcode,Variant Manage Inventory",
    "Variant Price USD,Variant Price EUR,Variant Option 1 Name,Variant Option 1 Value",
  ].join(","),
}

const fileOf = (header: string, lines: readonly string[]): Blob =>
  new Blob([[header, ...lines].join("\n")], { type: "text/csv" })

const soldAs = ({ variants }: GeneratedProduct) => variants[0] ?? { sku: "", barcode: "" }

/** The products in our own layout. */
export const ourFile = (products: readonly GeneratedProduct[]): Blob =>
  fileOf(
    COLUMNS.ours,
    products.map((product) => {
      const { name, handle, description, brand, prices, imageUrl } = product
      const { sku, barcode } = soldAs(product)
      const words = [sku, quoted(name), handle, quoted(description), quoted(brand), barcode]
      return [...words, prices.usd, prices.eur, imageUrl].join(",")
    })
  )

/** What Medusa's file names by id, since its import knows neither sites nor defaults. */
export type StockReferences = { readonly salesChannelId: string; readonly shippingProfileId: string }

/**
 * The same products in Medusa's layout. What our import does by itself is written out here: the thumbnail, the brand as
 * metadata, the sales channel, the shipping profile, and the option that a product without options has.
 */
export const stockFile = (products: readonly GeneratedProduct[], references: StockReferences): Blob =>
  fileOf(
    COLUMNS.stock,
    products.map((product) => {
      const { name, handle, description, brand, prices, imageUrl } = product
      const { sku, barcode } = soldAs(product)
      const metadata = quoted(JSON.stringify({ brand }))
      const { salesChannelId, shippingProfileId } = references
      return [
        ...[handle, quoted(name), quoted(description), "published", imageUrl, imageUrl, metadata],
        ...[salesChannelId, shippingProfileId, "Default variant", sku, barcode, "false"],
        ...[prices.usd, prices.eur, "Default option", "Default option value"],
      ].join(",")
    })
  )
