import type { Executor } from "../postgres/executor"

const IS_ORIGIN_OF_OPEN_SITE = `
  select exists (
    select from site_domain d
    join site s on s.id = d.site_id and s.status = 'active' and s.deleted_at is null
    join client c on c.id = s.client_id and c.is_active and c.deleted_at is null
    where d.domain = $1 and d.deleted_at is null
      and ($2::text is null or exists (
        select from publishable_api_key_sales_channel l
        join api_key k on k.id = l.publishable_key_id and k.token = $2 and k.deleted_at is null
        where l.sales_channel_id = s.sales_channel_id and l.deleted_at is null))
  ) as allowed`

/** Says whether a host is a domain of an open shop; with a publishable key, of the shop whose key it is. */
export const isDomainOfOpenSite = async (db: Executor, host: string, key: string | null): Promise<boolean> => {
  const [row] = await db.rows<{ allowed: boolean }>(IS_ORIGIN_OF_OPEN_SITE, [host, key])
  return row?.allowed ?? false
}
