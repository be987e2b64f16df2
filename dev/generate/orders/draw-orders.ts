import type { Executor } from "../../../src/postgres/executor"
import { drawnInSql } from "../draw"
import type { World } from "../world"
import { CREATE_TIME_CODE } from "./expressions"

/** A place that each market ships to. */
const CREATE_PLACES = `
  create temporary table gen_place on commit drop as
  select * from (values ('usd', 'us', '94105', 'San Francisco'), ('eur', 'de', '10115', 'Berlin'), ('gbp', 'gb', 'SW1A 1AA', 'London'))
    as p(currency_code, country_code, postal_code, city)`

/** What generated sites sell, numbered within its catalog, with the source's own codes and its price in each currency. */
const CREATE_ITEMS = `
  create temporary table gen_item on commit drop as
  select i.catalog_id, row_number() over (partition by i.catalog_id order by i.sku collate "C")::int as place, i.sku, i.barcode, i.handle,
    i.variant_id, i.product_id, p.title, p.description, p.thumbnail, v.title as variant_title, a.amounts
  from catalog_item i
  join product p on p.id = i.product_id
  join product_variant v on v.id = i.variant_id
  join product_variant_price_set l on l.variant_id = v.id and l.deleted_at is null
  join (
    select price_set_id, jsonb_object_agg(currency_code, trim_scale(amount)) as amounts from price
    where deleted_at is null and price_list_id is null group by price_set_id
  ) a on a.price_set_id = l.price_set_id
  where i.deleted_at is null
    and i.catalog_id in (select s.catalog_id from site s join client c on c.id = s.client_id where c.settings ? 'generated')`

const CREATE_SITES = `
  create temporary table gen_site on commit drop as
  select row_number() over (order by s.id collate "C")::int as place, s.sales_channel_id, s.region_id, s.currency_code, s.catalog_id,
    d.domain, i.items, p.country_code, p.postal_code, p.city, o.shipping_option_id, coalesce(o.amount, 0) as shipping_amount
  from site s
  join client c on c.id = s.client_id and c.settings ? 'generated'
  join site_domain d on d.site_id = s.id and d.is_primary
  join gen_place p on p.currency_code = s.currency_code
  join (select catalog_id, count(*)::int as items from gen_item group by catalog_id) i on i.catalog_id = s.catalog_id
  left join lateral (
    select so.id as shipping_option_id, price.amount from geo_zone g
    join shipping_option so on so.service_zone_id = g.service_zone_id and so.deleted_at is null
    join shipping_option_price_set l on l.shipping_option_id = so.id and l.deleted_at is null
    join price on price.price_set_id = l.price_set_id and price.currency_code = s.currency_code and price.deleted_at is null
    where g.country_code = p.country_code and g.deleted_at is null order by so.id limit 1
  ) o on true`

/** Some sites sell much more than others, and all of them more each year; numbers count per site from 1001, by time. */
const CREATE_ORDERS = `
  create temporary table gen_order on commit drop as
  select d.n, s.place as site_place, pg_temp.time_code(d.at) as time_code, upper(left(md5($1::text || ':order ' || d.n), 16)) as suffix,
    s.sales_channel_id, s.region_id, s.currency_code, s.domain, s.catalog_id, s.items, s.country_code, s.postal_code, s.city,
    s.shipping_option_id, s.shipping_amount, d.at,
    1000 + row_number() over (partition by s.place order by d.at, d.n)::int as display_id,
    1 + floor(d.shopper * greatest(1, count(*) over (partition by s.place) / 3))::int as shopper,
    1 + floor(d.lines ^ 2 * 5)::int as lines, floor(d.item ^ 2 * s.items)::int as first_item
  from (
    select n, floor(${drawnInSql("'site of order ' || n")} ^ 2 * (select count(*) from gen_site))::int + 1 as site_place,
      date_trunc('milliseconds', $2::timestamptz + ($3::timestamptz - $2::timestamptz) * ${drawnInSql("'time of order ' || n")} ^ 0.6) as at,
      ${drawnInSql("'shopper of order ' || n")} as shopper, ${drawnInSql("'lines of order ' || n")} as lines,
      ${drawnInSql("'item of order ' || n")} as item
    from generate_series(1, $4::int) as n
  ) d
  join gen_site s on s.place = d.site_place`

/** An order has each item once, so its lines are neighbours in the catalog. */
const CREATE_LINES = `
  create temporary table gen_line on commit drop as
  select o.n, l.line, i.*, (i.amounts ->> o.currency_code)::numeric as unit_price,
    1 + floor(${drawnInSql("'quantity of order ' || o.n || ' line ' || l.line")} ^ 2 * 4)::numeric as quantity
  from gen_order o
  cross join lateral generate_series(1, least(o.lines, o.items)) as l(line)
  join gen_item i on i.catalog_id = o.catalog_id and i.place = 1 + (o.first_item + l.line - 1) % o.items`

const CREATE_TOTALS = `
  create temporary table gen_total on commit drop as
  select o.n, sum(l.unit_price * l.quantity) + o.shipping_amount as total
  from gen_order o join gen_line l on l.n = o.n group by o.n, o.shipping_amount`

/** Decides in temporary tables of the transaction who ordered what, where and when; answers how many orders there are. */
export const drawOrders = async (db: Executor, { scale, since, until }: World): Promise<number> => {
  const seed = String(scale.seed)
  await db.run(CREATE_TIME_CODE)
  await db.run(CREATE_PLACES)
  await db.run(CREATE_ITEMS)
  await db.run("create unique index on gen_item (catalog_id, place)")
  await db.run("analyze gen_item")
  await db.run(CREATE_SITES)
  const orders = await db.run(CREATE_ORDERS, [seed, since, until, scale.orders])
  await db.run("create unique index on gen_order (n)")
  await db.run("analyze gen_order")
  await db.run(CREATE_LINES, [seed])
  await db.run("analyze gen_line")
  await db.run(CREATE_TOTALS)
  await db.run("create unique index on gen_total (n)")
  await db.run("analyze gen_total")
  return orders
}
