import type { Executor } from "../../../../postgres/executor"

/** How long a worker has for one picture before another takes it. In seconds; its own deadlines end before. */
const LEASE_S = 300

/** How often a picture is tried before it is given up. */
export const MOST_ATTEMPTS = 5

/** Of each catalog so many of the longest due are looked at: it bounds what a claim reads when their hosts are all busy. */
const WINDOW = 50

/** A picture that this worker has taken. `attempts` is its fencing token. */
export type ClaimedImage = {
  id: string
  catalog_id: string
  client_id: string | null
  url: string
  host: string
  attempts: number
  etag: string | null
  picture_id: string | null
}

/** The longest due pictures of a catalog whose hosts may be asked. */
const open = (catalogId: string) => `
  select f.id
  from (
    select id, host from catalog_image
    where status = 'queued' and catalog_id = ${catalogId} and due_at <= now() order by due_at limit ${WINDOW}
  ) f
  where f.host not in (select host from closed)`

/**
 * Catalogs that wait are found by leaps along the index, and of each one open picture is enough to be chosen, so the cost
 * grows with catalogs, not with pictures.
 */
const CLAIM = `
  with recursive waiting(catalog_id) as (
    (select catalog_id from catalog_image where status = 'queued' order by catalog_id limit 1)
    union all
    select (
      select i.catalog_id from catalog_image i
      where i.status = 'queued' and i.catalog_id > w.catalog_id order by i.catalog_id limit 1)
    from waiting w where w.catalog_id is not null
  ),
  busy as (
    select catalog_id, host, count(*) as pictures from catalog_image where status = 'working' group by catalog_id, host
  ),
  closed as (
    select host from busy group by host having sum(pictures) >= $1
    union all
    select unnest($2::text[])
  ),
  chosen as (
    select w.catalog_id
    from waiting w
    join catalog c on c.id = w.catalog_id and c.deleted_at is null
    cross join lateral (${open("w.catalog_id")} limit 1) due
    order by (select coalesce(sum(b.pictures), 0) from busy b where b.catalog_id = w.catalog_id), random()
    limit 1
  )
  update catalog_image i
  set status = 'working', attempts = i.attempts + 1, due_at = now() + make_interval(secs => ${LEASE_S}), updated_at = now()
  where i.id = (
    select o.id from catalog_image o
    where o.id = any (array(${open("(select catalog_id from chosen)")})) and o.status = 'queued'
    order by o.due_at limit 1 for update skip locked)
  returning i.id, i.catalog_id, i.url, i.host, i.attempts, i.etag, i.picture_id,
    (select client_id from catalog where id = i.catalog_id) as client_id`

/** Takes the next picture that is due, of the catalog with the fewest under way; null when there is none for now. */
export const claimImage = async (
  db: Executor,
  perHost: number,
  restingHosts: readonly string[]
): Promise<ClaimedImage | null> => {
  const [image] = await db.rows<ClaimedImage>(CLAIM, [perHost, restingHosts])
  return image ?? null
}

const RELEASE = `
  update catalog_image
  set status = case when attempts < $1 then 'queued' when picture_id is null then 'failed' else 'kept' end,
    due_at = case when attempts < $1 then now() when picture_id is null then null else now() + make_interval(days => 1) end,
    reason = 'worker_lost', message = 'The worker ended while it was at the picture', updated_at = now()
  where status = 'working' and due_at < now()`

const REFRESH = `
  update catalog_image set status = 'queued', attempts = 0, due_at = now(), updated_at = now()
  where id = any (array(
    select id from catalog_image where status = 'kept' and due_at <= now() order by due_at limit 1000 for update skip locked))`

const IS_DUE = `
  select exists (select from catalog_image i where i.status = 'queued' and i.due_at <= now()) as due`

/** Frees pictures whose worker was killed, queues kept ones whose time has come, and tells whether there is work. */
export const gatherDueImages = async (db: Executor): Promise<boolean> => {
  await db.run(RELEASE, [MOST_ATTEMPTS])
  await db.run(REFRESH)
  const [row] = await db.rows<{ due: boolean }>(IS_DUE)
  return row?.due ?? false
}
