import type { Executor } from "../../../../postgres/executor"
import type { PictureSize } from "./settle-image"

/** Where a picture may stand. */
export const IMAGE_STATUSES = ["queued", "working", "kept", "failed"] as const

/** Of each picture so many products are named; the others are counted. */
const NAMED_PRODUCTS = 5

/** And no more than so many are counted. */
const COUNTED_PRODUCTS = 1_000

/** A picture as an operator reads it. */
export type ImageRow = {
  id: string
  url: string
  status: (typeof IMAGE_STATUSES)[number]
  reason: string | null
  message: string | null
  attempts: number
  due_at: Date | null
  sizes: PictureSize[]
  product_count: number
  products: { id: string; title: string; skus: string[] }[]
  created_at: Date
  updated_at: Date
}

/**
 * Each look-up can only run along the one index that finds few rows, also in tables that have just grown: an order and a
 * limit keep it from becoming a join, and the catalog is compared where no index knows it.
 */
const PRODUCTS = `
  select count(*)::int as product_count,
    coalesce(jsonb_agg(jsonb_build_object('id', u.product_id, 'title',
        (select p.title from product p where p.id = u.product_id), 'skus', u.skus) order by u.place)
      filter (where u.place <= ${NAMED_PRODUCTS}), '[]') as products
  from (
    select m.product_id, row_number() over (order by m.product_id) as place, own.skus
    from (
      select distinct f.product_id from (
        select n.product_id from image n
        where n.url = i.url and n.deleted_at is null order by n.url, n.rank, n.product_id limit ${COUNTED_PRODUCTS}
      ) f
    ) m
    cross join lateral (
      select jsonb_agg(o.sku order by o.sku) as skus from catalog_item o
      where o.product_id = m.product_id and o.catalog_id || '' = $1 and o.deleted_at is null
    ) own
    where own.skus is not null
  ) u`

const LIST = `
  select i.id, i.url, i.status, i.reason, i.message, i.attempts, i.due_at, coalesce(k.sizes, '[]') as sizes,
    shown.product_count, shown.products, i.created_at, i.updated_at
  from (
    select * from catalog_image
    where catalog_id = $1 and ($2::text is null or status = $2) and deleted_at is null
    order by id limit $3 offset $4
  ) i
  left join catalog_picture k on k.id = i.picture_id
  cross join lateral (${PRODUCTS}) shown
  order by i.id`

const COUNTS = `select status, count(*)::int as count from catalog_image where catalog_id = $1 and deleted_at is null group by status`

type Page = { status: ImageRow["status"] | null; limit: number; offset: number }

/** A page of a catalog's pictures, and how many there are of each status. */
export const listImages = async (db: Executor, catalogId: string, { status, limit, offset }: Page) => {
  const images = await db.rows<ImageRow>(LIST, [catalogId, status, limit, offset])
  const rows = await db.rows<{ status: ImageRow["status"]; count: number }>(COUNTS, [catalogId])
  const counts = { queued: 0, working: 0, kept: 0, failed: 0 }
  for (const row of rows) counts[row.status] = row.count
  const count = status ? counts[status] : rows.reduce((sum, row) => sum + row.count, 0)
  return { images, counts, count }
}

const RETRY = `
  update catalog_image
  set status = 'queued', attempts = 0, due_at = now(), updated_at = now()
  where catalog_id = $1 and deleted_at is null and ($2::text[] is null and status = 'failed'
    or id = any ($2) and status in ('failed', 'queued', 'kept'))`

/** Queues the given pictures of a catalog again, or all that failed, and answers how many they are. */
export const retryImages = (db: Executor, catalogId: string, ids: string[] | null): Promise<number> =>
  db.run(RETRY, [catalogId, ids])
