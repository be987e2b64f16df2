import type { Executor } from "../../../postgres/executor"
import type { SiteContext } from "../site-request"

const SITE_OF_CHANNEL = `
  select s.id, s.client_id, s.sales_channel_id, s.region_id, s.currency_code, s.catalog_id,
         s.status, c.is_active as client_is_active,
         array(
           select k.key from catalog k
           where (k.client_id = s.client_id or k.client_id is null) and k.deleted_at is null
           order by k.key
         ) as catalog_keys
  from site s
  join client c on c.id = s.client_id and c.deleted_at is null
  where s.sales_channel_id = $1 and s.deleted_at is null`

/** A site with what decides whether its shop is open. */
export type SiteOfChannel = SiteContext & { status: "draft" | "active" | "inactive"; client_is_active: boolean }

/** Reads the site that a sales channel is, in one statement, because every request of the Store API asks for it. */
export const siteOfChannel = async (db: Executor, salesChannelId: string): Promise<SiteOfChannel | undefined> => {
  const [site] = await db.rows<SiteOfChannel>(SITE_OF_CHANNEL, [salesChannelId])
  return site
}
