import { mergedOrder } from "./columns"
import type { ExportedItem, ExportShape } from "./exported-items"

/** Writes items as one JSON object a line. Its text is data to whoever reads it, so nothing is neutralised. */
export async function* writeNdjson(
  shape: ExportShape,
  items: AsyncIterable<readonly ExportedItem[]>
): AsyncGenerator<string> {
  const order = mergedOrder(shape.options)
  for await (const batch of items) yield batch.map((item) => `${JSON.stringify(recordOf(item, order))}\n`).join("")
}

const recordOf = (item: ExportedItem, order: readonly string[]): object => ({
  sku: item.sku,
  product: item.product_key,
  name: item.name,
  handle: item.handle,
  description: item.description,
  category: item.category,
  brand: item.brand,
  barcode: item.barcode,
  prices: item.prices,
  ...(item.costs && Object.keys(item.costs).length ? { costs: item.costs } : {}),
  stock: item.stock,
  images: item.images.map((url) => url.replaceAll("|", "%7C")),
  active: item.is_active,
  options: Object.fromEntries(order.flatMap((name) => (name in item.options ? [[name, item.options[name]]] : []))),
  attributes: item.attributes,
})
