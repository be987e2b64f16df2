import { randomUUID } from "node:crypto"
import type { Store } from "../../integration-tests/harness/store"
import { CATEGORIES } from "../../dev/generate/products"
import { posted } from "./admin"
import type { StockReferences } from "./files"
import { SITES } from "./our-import"
import { until } from "./until"

/** The last step of Medusa's workflow tells the dashboard how it ended; of the workflow itself nothing is kept. */
const ENDING =
  "select data ->> 'description' as ending from notification where data ->> 'description' like '%' || $1 || '%'"

/** Creates sales channels and the categories of generated products, and finds the shipping profile that our import takes by itself. */
export const createStockTarget = async (store: Store, name: string): Promise<StockReferences> => {
  type Profiles = { shipping_profiles: { id: string; type: string }[] }
  const salesChannelIds: string[] = []
  for (let place = 1; place <= SITES; place += 1) {
    const channel = { name: `${name} ${place}` }
    const body = await posted<{ sales_channel: { id: string } }>(store, "/admin/sales-channels", channel)
    salesChannelIds.push(body.sales_channel.id)
  }
  const categoryIds: Record<string, string> = {}
  for (const category of CATEGORIES) {
    const fields = { name: `${name} ${category}`, is_active: true }
    const body = await posted<{ product_category: { id: string } }>(store, "/admin/product-categories", fields)
    categoryIds[category] = body.product_category.id
  }
  const { body } = await store.admin.get<Profiles>("/admin/shipping-profiles")
  const profile = body.shipping_profiles.find(({ type }) => type === "default")
  if (!profile) throw new Error(`The store has no default shipping profile: ${JSON.stringify(body)}`)
  return { salesChannelIds, shippingProfileId: profile.id, categoryIds }
}

/**
 * Imports a file by Medusa's `importProductsAsChunks` as its dashboard does: upload, import, confirm. Answers the seconds
 * from the upload to the notification of its success, which follows its events.
 */
export const importStock = async (store: Store, file: Blob, rows: number): Promise<number> => {
  const name = `${randomUUID()}.csv`
  const form = new FormData()
  form.append("files", file, name)
  const begunMs = performance.now()
  const { files } = await posted<{ files: { id: string }[] }>(store, "/admin/uploads", form)
  const { transaction_id, summary } = await posted<{ transaction_id: string; summary: { toCreate: number } }>(
    store,
    "/admin/products/imports",
    { file_key: files[0]?.id, originalname: name, extension: "csv", size: file.size, mime_type: "text/csv" }
  )
  if (summary.toCreate !== rows) throw new Error(`Medusa's import of ${rows} rows would create ${summary.toCreate}`)
  await posted(store, `/admin/products/imports/${transaction_id}/confirm`)
  await until("Medusa's import", async () => {
    const { rows: found } = await store.runtime.query<{ ending: string }>(ENDING, [name])
    if (found[0] && !found[0].ending.includes("successfully")) throw new Error(`Medusa says: ${found[0].ending}`)
    return found.length > 0
  })
  return (performance.now() - begunMs) / 1000
}
