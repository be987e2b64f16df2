import type { Executor } from "../../../postgres/executor"

const FOREIGN_IDS = `
  select 'cart' as kind, asked.id
  from unnest($2::text[]) as asked (id)
  where not exists (select from cart where cart.id = asked.id and cart.sales_channel_id = $1)
  union all
  select 'order', asked.id
  from unnest($3::text[]) as asked (id)
  where not exists (select from "order" where "order".id = asked.id and "order".sales_channel_id = $1)
  union all
  select 'payment_collection', asked.id
  from unnest($4::text[]) as asked (id)
  where not exists (
    select from cart_payment_collection link
    join cart on cart.id = link.cart_id and cart.sales_channel_id = $1
    where link.payment_collection_id = asked.id and link.deleted_at is null
  ) and not exists (
    select from order_payment_collection link
    join "order" on "order".id = link.order_id and "order".sales_channel_id = $1
    where link.payment_collection_id = asked.id and link.deleted_at is null
  )`

/** The ids that a request names. */
export type NamedIds = { carts: string[]; orders: string[]; payment_collections: string[] }

/** An id that is nothing of the site, be it another site's or nobody's. */
export type ForeignId = { kind: "cart" | "order" | "payment_collection"; id: string }

/** Answers those of the named carts, orders and payment collections that are not of the given sales channel. */
export const foreignIds = (db: Executor, salesChannelId: string, ids: NamedIds): Promise<ForeignId[]> =>
  db.rows(FOREIGN_IDS, [salesChannelId, ids.carts, ids.orders, ids.payment_collections])
