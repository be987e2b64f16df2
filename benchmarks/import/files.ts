import { quoted } from "../../dev/generate/csv-cell"
import type { GeneratedProduct } from "../../dev/generate/products"

const COLUMNS = {
  ours: "sku,name,handle,description,category,brand,barcode,price:usd,price:eur,stock,image",
  stock: [
    "Product Handle,Product Title,Product Description,Product Status,Product Thumbnail,Product Image 1,Product Image 2",
    "Product Metadata,Product Category 1,Product Sales Channel 1,Product Sales Channel 2,Product Sales Channel 3",
    "Shipping Profile Id,Variant Title,Variant SKU,Variant Barcode,Variant Manage Inventory",
    "Variant Price USD,Variant Price EUR,Variant Option 1 Name,Variant Option 1 Value",
  ].join(","),
}

const fileOf = (header: string, lines: readonly string[]): Blob =>
  new Blob([[header, ...lines].join("\n")], { type: "text/csv" })

const soldAs = ({ variants }: GeneratedProduct) => variants[0] ?? { sku: "", barcode: "", stock: 0 }

const picturesOf = ({ imageUrl }: GeneratedProduct): [string, string] => [imageUrl, imageUrl.replace(".jpg", "-b.jpg")]

/** The products in our own layout. */
export const ourFile = (products: readonly GeneratedProduct[]): Blob =>
  fileOf(
    COLUMNS.ours,
    products.map((product) => {
      const { name, handle, description, category, brand, prices } = product
      const { sku, barcode, stock } = soldAs(product)
      const words = [sku, quoted(name), handle, quoted(description), category, quoted(brand), barcode]
      return [...words, prices.usd, prices.eur, stock, picturesOf(product).join("|")].join(",")
    })
  )

/** What Medusa's file names by id, since its import knows neither sites nor defaults, nor categories by name. */
export type StockReferences = {
  readonly salesChannelIds: readonly string[]
  readonly shippingProfileId: string
  readonly categoryIds: Readonly<Record<string, string>>
}

/**
 * The same products in Medusa's layout. What our import does by itself is written out here: the thumbnail, the brand as
 * metadata, the sales channels, the shipping profile, and the option that a product without options has.
 */
export const stockFile = (products: readonly GeneratedProduct[], references: StockReferences): Blob =>
  fileOf(
    COLUMNS.stock,
    products.map((product) => {
      const { name, handle, description, category, brand, prices } = product
      const { sku, barcode } = soldAs(product)
      const [first, second] = picturesOf(product)
      const metadata = quoted(JSON.stringify({ brand }))
      const { salesChannelIds, shippingProfileId, categoryIds } = references
      return [
        ...[handle, quoted(name), quoted(description), "published", first, first, second],
        ...[metadata, categoryIds[category] ?? "", ...salesChannelIds],
        ...[shippingProfileId, "Default variant", sku, barcode, "true"],
        ...[prices.usd, prices.eur, "Default option", "Default option value"],
      ].join(",")
    })
  )
