import { store } from "../../harness"

/** A product as an operator sees it in the dashboard. */
export type Product = {
  title: string
  status: string
  description: string | null
  thumbnail: string | null
  metadata: Record<string, unknown> | null
  images: { url: string }[]
  categories: { name: string }[]
  variants: { id: string; prices: { id: string; amount: number; currency_code: string }[] }[]
}

const FIELDS = "title,status,description,thumbnail,metadata,*images,*categories,*variants,*variants.prices"

/** The product of an item. */
export const productIdOf = async (catalogId: string, sku: string): Promise<string> => {
  const path = `/admin/catalogs/${catalogId}/items?sku=${sku}`
  const { body } = await store.admin.get<{ items: { product_id: string }[] }>(path)
  return body.items[0]?.product_id ?? ""
}

/** A product as the Admin API shows it. */
export const productOf = async (id: string): Promise<Product> =>
  (await store.admin.get<{ product: Product }>(`/admin/products/${id}?fields=${FIELDS}`)).body.product

/** Changes a product as the dashboard does. */
export const edit = async (id: string, changes: object): Promise<void> => {
  expect((await store.admin.post(`/admin/products/${id}`, changes)).status).toBe(200)
}

/** Asks another amount for the only variant of a product, in one currency. */
export const editPrice = async (id: string, amount: number, currencyCode = "usd"): Promise<void> => {
  const variant = (await productOf(id)).variants[0]
  const prices = variant?.prices.map((price) => (price.currency_code === currencyCode ? { ...price, amount } : price))
  const fields = prices?.map((price) => ({ id: price.id, amount: price.amount, currency_code: price.currency_code }))
  await edit(id, { variants: [{ id: variant?.id, prices: fields }] })
}

/** What the only variant of a product costs, by currency. */
export const pricesOf = async (id: string): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await productOf(id)).variants[0]?.prices.map(({ currency_code, amount }) => [currency_code, amount]) ?? []
  )

/** Puts a product into a category of the operator's own and into no other, and answers its name. */
export const moveToOwnCategory = async (id: string, name: string): Promise<string> => {
  const created = await store.admin.post<{ product_category: { id: string } }>("/admin/product-categories", {
    name,
    is_active: true,
  })
  await edit(id, { categories: [{ id: created.body.product_category.id }] })
  return name
}

/** The conflicts that the changes of a run show, by sku. */
export const conflictsOf = async (runId: string): Promise<Record<string, unknown>> => {
  type Changes = { changes: { sku: string; conflicts: unknown }[] }
  const { body } = await store.admin.get<Changes>(`/admin/feed-runs/${runId}/changes`)
  const inConflict = body.changes.filter(({ conflicts }) => conflicts !== null)
  return Object.fromEntries(inConflict.map(({ sku, conflicts }) => [sku, conflicts]))
}
