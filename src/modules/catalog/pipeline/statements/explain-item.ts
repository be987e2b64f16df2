import type { Executor } from "../../../../postgres/executor"
import { pricedRows } from "../../pricing/priced-rows"
import { pricingParameter, pricingRulesSchema } from "../../pricing/rules"
import { isBasePrice } from "./prices"

/** A condition under which a site shows an item, and whether it holds. */
export type Check = { code: string; holds: boolean; message: string }

/**
 * A price in one currency: how it came about, in decimal texts, and what the shop asks now: `edited` when that is not
 * what the rules make, because a person has set it. `price_lists` names those that ask for something else just now.
 */
export type ExplainedPrice = {
  currency: string
  source_amount: string
  source_currency: string
  rate: string
  marked_up: string
  cost: string | null
  least: string | null
  amount: string
  sold_at: string | null
  edited: boolean
  price_lists: string[]
}

type Facts = {
  site_status: string
  client_active: boolean
  catalog_id: string | null
  catalog_status: string | null
  pricing_rules: Record<string, unknown> | null
  item_id: string | null
  is_active: boolean | null
  product_id: string | null
  variant_id: string | null
  product_status: string | null
  is_deleted: boolean | null
  exclusion_reason: string | null
  is_excluded: boolean
  is_linked: boolean
}

const FACTS = `
  select s.status as site_status, l.is_active as client_active, s.catalog_id, c.status as catalog_status, c.pricing_rules,
    i.id as item_id, i.is_active, i.product_id, i.variant_id, p.status as product_status, p.deleted_at is not null as is_deleted,
    e.reason as exclusion_reason, e.id is not null as is_excluded,
    exists (select from product_sales_channel h
      where h.product_id = i.product_id and h.sales_channel_id = s.sales_channel_id and h.deleted_at is null) as is_linked
  from site s
  join client l on l.id = s.client_id
  left join catalog c on c.id = s.catalog_id and c.deleted_at is null
  left join catalog_item i on i.catalog_id = c.id and i.sku = $2 and i.deleted_at is null
  left join product p on p.id = i.product_id
  left join exclusion e on e.site_id = s.id and e.item_id = i.id and e.deleted_at is null
  where s.id = $1 and s.deleted_at is null`

const PRICES = `
  select r.currency, r.source_amount::text, r.source_currency, r.rate::text, trim_scale(r.marked_up)::text as marked_up,
    r.cost::text, trim_scale(r.least)::text as least, r.amount::text,
    b.amount::text as sold_at, coalesce(b.amount <> r.amount, false) as edited,
    array(select distinct t.title
      from product_variant_price_set l
      join price p on p.price_set_id = l.price_set_id and p.currency_code = r.currency and p.deleted_at is null
      join price_list t on t.id = p.price_list_id and t.status = 'active' and t.deleted_at is null
        and coalesce(t.starts_at, '-infinity') <= now() and coalesce(t.ends_at, 'infinity') >= now()
      where l.variant_id = i.variant_id and l.deleted_at is null order by t.title) as price_lists
  from catalog_item i
  cross join lateral (${pricedRows("(i.content -> 'prices')", "coalesce(i.content -> 'costs', '{}')", "$2::jsonb")}) r
  left join lateral (
    select p.amount from product_variant_price_set l
    join price p on p.price_set_id = l.price_set_id and p.currency_code = r.currency and ${isBasePrice("p")}
    where l.variant_id = i.variant_id and l.deleted_at is null
    order by p.id limit 1) b on true
  where i.id = $1 order by r.currency`

const checksOf = (facts: Facts): Check[] => [
  { code: "client_active", holds: facts.client_active, message: "The client is active" },
  {
    code: "site_active",
    holds: facts.site_status === "active",
    message: `The site is ${facts.site_status}; shoppers see it when it is active`,
  },
  { code: "site_has_catalog", holds: facts.catalog_id !== null, message: "The site sells from a catalog" },
  {
    code: "catalog_active",
    holds: facts.catalog_status === "active",
    message: `The catalog is ${facts.catalog_status ?? "absent"}; its items show when it is active`,
  },
  { code: "item_known", holds: facts.item_id !== null, message: "The catalog has an item with this sku" },
  { code: "item_active", holds: facts.is_active === true, message: "The item is active: its source has it" },
  {
    code: "not_excluded",
    holds: !facts.is_excluded,
    message: facts.is_excluded
      ? `The site excludes the item: ${facts.exclusion_reason ?? "no reason was given"}`
      : "The site does not exclude the item",
  },
  {
    code: "product_published",
    holds: facts.product_status === "published" && !facts.is_deleted,
    message: `The product is ${facts.is_deleted ? "deleted" : (facts.product_status ?? "absent")}; it shows when it is published`,
  },
  {
    code: "product_linked",
    holds: facts.is_linked,
    message: `The product is ${facts.is_linked ? "" : "not "}in the site's sales channel`,
  },
]

/** Why a site shows an item or does not. */
export type Explanation = {
  sku: string
  is_visible: boolean
  checks: Check[]
  item_id: string | null
  product_id: string | null
  variant_id: string | null
  pricing_rules: Record<string, unknown>
  prices: ExplainedPrice[]
}

/** Explains what a site makes of a sku: each condition for showing it, and its prices step by step; null without such a site. */
export const explainItem = async (db: Executor, siteId: string, sku: string): Promise<Explanation | null> => {
  const [facts] = await db.rows<Facts>(FACTS, [siteId, sku])
  if (!facts) return null
  const checks = checksOf(facts)
  const rules = pricingRulesSchema.parse(facts.pricing_rules ?? {})
  const values = [facts.item_id, pricingParameter(rules) ?? "{}"]
  const prices = facts.item_id === null ? [] : await db.rows<ExplainedPrice>(PRICES, values)
  const { item_id, product_id, variant_id } = facts
  const isVisible = checks.every(({ holds }) => holds)
  return { sku, is_visible: isVisible, checks, item_id, product_id, variant_id, pricing_rules: rules, prices }
}
