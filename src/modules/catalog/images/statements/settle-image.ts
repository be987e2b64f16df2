import type { Executor } from "../../../../postgres/executor"
import { MOST_ATTEMPTS, type ClaimedImage } from "./claim-image"

/** One kept file, as storefronts read it. */
export type PictureSize = { width: number; height: number; url: string }

/** What is kept of a picture. */
export type KeptPicture = {
  id: string
  clientId: string | null
  contentHash: string
  sizes: PictureSize[]
  keys: string[]
}

const KNOWS_PICTURE = `select exists (select from catalog_picture where id = $1) as known`

/** Whether a picture's files are kept already. */
export const knowsPicture = async (db: Executor, id: string): Promise<boolean> => {
  const [row] = await db.rows<{ known: boolean }>(KNOWS_PICTURE, [id])
  return row?.known ?? false
}

const INSERT_PICTURE = `
  insert into catalog_picture (id, client_id, content_hash, sizes, file_keys) values ($1, $2, $3, $4, $5)
  on conflict (id) do nothing`

/** Notes the files of a picture; false when another worker has kept the same meanwhile. */
export const insertPicture = async (db: Executor, picture: KeptPicture): Promise<boolean> => {
  const { id, clientId, contentHash, sizes, keys } = picture
  const values = [id, clientId, contentHash, JSON.stringify(sizes), JSON.stringify(keys)]
  return (await db.run(INSERT_PICTURE, values)) > 0
}

/** Only the worker that holds the lease may write. */
const HELD = `id = $1 and attempts = $2 and status = 'working'`

const ASSIGN = `update catalog_image set picture_id = $3, etag = $4, updated_at = now() where ${HELD}`

/** Tells which files an image has; false when the lease was lost. */
export const assignPicture = async (
  db: Executor,
  image: ClaimedImage,
  pictureId: string,
  etag: string | null
): Promise<boolean> => (await db.run(ASSIGN, [image.id, image.attempts, pictureId, etag])) > 0

/** A picture may stand on 100,000 products; those that somebody else is writing are left, an import shows them at its end. */
const SHOW = `
  update image m set metadata = case when jsonb_typeof(m.metadata) = 'object' then m.metadata else '{}' end
    || jsonb_build_object('sizes', p.sizes), updated_at = now()
  from catalog_picture p
  where p.id = $3 and m.id = any (array(
    select i.id from image i
    where i.url = $2 and i.deleted_at is null and i.metadata -> 'sizes' is distinct from (select sizes from catalog_picture where id = $3)
      and (select o.id from catalog_item o
        where o.product_id = i.product_id and o.catalog_id || '' = $1 and o.deleted_at is null limit 1) is not null
    for update skip locked))
  returning m.product_id`

/** Puts what is kept beside the picture on all products of its catalog, and answers those that changed. */
export const showPicture = async (db: Executor, image: ClaimedImage, pictureId: string): Promise<string[]> => {
  const shown = await db.rows<{ product_id: string }>(SHOW, [image.catalog_id, image.url, pictureId])
  return [...new Set(shown.map(({ product_id }) => product_id))]
}

const FINISH = `
  update catalog_image
  set status = 'kept', attempts = 0, reason = null, message = null, updated_at = now(),
    due_at = case when $3::int = 0 then null else now() + make_interval(days => $3::int) end
  where ${HELD}`

/** Ends the work at a picture that is kept and shown. */
export const finishImage = (db: Executor, image: ClaimedImage, refreshDays: number): Promise<number> =>
  db.run(FINISH, [image.id, image.attempts, refreshDays])

/** Why a picture is not kept: a stable code, words, and how long to wait before it is tried again; null: never. */
export type ImageFailure = { reason: string; message: string; retryAfterMs: number | null }

const FAIL = `
  update catalog_image set
    status = case when o.again then 'queued' when picture_id is null then 'failed' else 'kept' end,
    due_at = case when o.again then now() + make_interval(secs => $5::float8 / 1000)
      when picture_id is null or $6::int = 0 then null else now() + make_interval(days => $6::int) end,
    reason = $3, message = $4, updated_at = now()
  from (select $5::float8 is not null and $2::int < ${MOST_ATTEMPTS} as again) o
  where ${HELD}`

const FAIL_HOST = `
  update catalog_image
  set status = 'failed', due_at = null, reason = 'host_down', message = 'Its host has not answered for longer than a picture is tried',
    updated_at = now()
  where id = any (array(
    select id from catalog_image where host = $1 and status = 'queued' and picture_id is null for update skip locked))`

/** Gives up what waits for a host, of which one picture has used up its attempts without any answer. */
export const failHost = (db: Executor, host: string): Promise<number> => db.run(FAIL_HOST, [host])

/** Lays a picture down for another attempt, or gives it up; one that was kept before stays kept as it was. */
export const failImage = (
  db: Executor,
  image: ClaimedImage,
  { reason, message, retryAfterMs }: ImageFailure,
  refreshDays: number
): Promise<number> => db.run(FAIL, [image.id, image.attempts, reason, message, retryAfterMs, refreshDays])
