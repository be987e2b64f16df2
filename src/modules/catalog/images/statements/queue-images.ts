import type { Executor } from "../../../../postgres/executor"

/** The pictures of products, looked up product by product along an index, whatever the statistics of a grown table say. */
const IMAGES_OF_PRODUCTS = `
  unnest($2::text[]) as named(product_id)
  cross join lateral (
    select i.id, i.url, i.metadata from image i where i.product_id = named.product_id and i.deleted_at is null offset 0
  ) i`

/** An id that says catalog and address, so that the primary key knows what is queued already. */
const IMAGE_ID = `'catimg_' || md5($1 || ' ' || i.url)`

const QUEUE = `
  insert into catalog_image (id, catalog_id, url, host, due_at)
  select distinct ${IMAGE_ID} as id, $1, i.url, lower(substring(i.url from '^[A-Za-z]+://(?:[^/?#]*@)?([^/?#]*)')), now()
  from ${IMAGES_OF_PRODUCTS}
  where i.url ~* '^https?://[^/?#]'
  order by id
  on conflict (id) do nothing`

/** Rows that somebody else is writing are left: an import shows its pictures itself, at its end. */
const SHOW = `
  update image m set metadata = case when jsonb_typeof(m.metadata) = 'object' then m.metadata else '{}' end
    || jsonb_build_object('sizes', kept.sizes), updated_at = now()
  from (
    select i.id, p.sizes
    from ${IMAGES_OF_PRODUCTS}
    cross join lateral (select picture_id from catalog_image where id = ${IMAGE_ID} and picture_id is not null limit 1) c
    cross join lateral (select sizes from catalog_picture where id = c.picture_id limit 1) p
    where i.metadata -> 'sizes' is distinct from p.sizes
  ) kept
  where m.id = any (array(select o.id from image o where o.id = kept.id for update skip locked))`

const HAS_KEPT = `select exists (select from catalog_image where catalog_id = $1 and status = 'kept') as kept`

/**
 * Queues the pictures of a catalog's products that are not known yet, and puts those that are kept back beside pictures
 * that an import wrote anew. Answers how many are new.
 */
export const queueImages = async (db: Executor, catalogId: string, productIds: string[]): Promise<number> => {
  const queued = await db.run(QUEUE, [catalogId, productIds])
  const [row] = await db.rows<{ kept: boolean }>(HAS_KEPT, [catalogId])
  if (row?.kept) await db.run(SHOW, [catalogId, productIds])
  return queued
}
