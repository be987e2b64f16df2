import type { Client } from "pg"

/**
 * What an import leaves, without ids and times: each part is the rows of one table in words, with what they belong to.
 * A row that is there twice, or whose parent is gone, changes its part.
 */
const PARTS: Readonly<Record<string, string>> = {
  product: `select jsonb_build_array(p.handle, p.title, p.description, p.status, p.thumbnail, p.metadata, p.deleted_at is null,
      (select count(*) from product_shipping_profile s where s.product_id = p.id and s.deleted_at is null)) as line from product p`,
  variant: `select jsonb_build_array(p.handle, v.sku, v.title, v.barcode, v.manage_inventory, v.deleted_at is null)
    from product_variant v left join product p on p.id = v.product_id`,
  option: `select jsonb_build_array(p.handle, o.title) from product_product_option l
    left join product p on p.id = l.product_id left join product_option o on o.id = l.product_option_id`,
  option_value: `select jsonb_build_array(v.sku, o.title, ov.value) from product_variant_option l
    left join product_variant v on v.id = l.variant_id left join product_option_value ov on ov.id = l.option_value_id
    left join product_option o on o.id = ov.option_id`,
  price: `select jsonb_build_array(v.sku, r.currency_code, r.amount, r.raw_amount, r.rules_count, r.deleted_at is null)
    from price r left join product_variant_price_set l on l.price_set_id = r.price_set_id left join product_variant v on v.id = l.variant_id
    where exists (select from product_variant) and r.price_set_id not in (
      select price_set_id from shipping_option_price_set)`,
  stock: `select jsonb_build_array(v.sku, i.sku, i.title, l.location_id, l.stocked_quantity, l.raw_stocked_quantity, l.reserved_quantity)
    from inventory_level l left join inventory_item i on i.id = l.inventory_item_id
    left join product_variant_inventory_item k on k.inventory_item_id = i.id left join product_variant v on v.id = k.variant_id`,
  image: `select jsonb_build_array(p.handle, i.rank, i.url) from image i left join product p on p.id = i.product_id`,
  channel: `select jsonb_build_array(p.handle, c.name, l.deleted_at is null) from product_sales_channel l
    left join product p on p.id = l.product_id left join sales_channel c on c.id = l.sales_channel_id`,
  category: `select jsonb_build_array(c.handle, c.name, p.handle) from product_category c
    left join product_category_product l on l.product_category_id = c.id left join product p on p.id = l.product_id`,
  item: `select jsonb_build_array(i.sku, i.name, i.product_key, i.handle, i.barcode, i.brand, i.category, i.options, i.attributes,
      i.raw, i.content, i.content_hash, i.is_active, p.handle, v.sku)
    from catalog_item i left join product p on p.id = i.product_id left join product_variant v on v.id = i.variant_id`,
  queued_image: `select jsonb_build_array(url) from catalog_image`,
}

/** Rows that belong to nothing, or of which there is one too many. */
const FAULTS: Readonly<Record<string, string>> = {
  "skus that are there twice": `select sku from catalog_item where deleted_at is null group by catalog_id, sku having count(*) > 1`,
  "items without product": `select from catalog_item i where not exists (select from product p where p.id = i.product_id)`,
  "items without variant": `select from catalog_item i where not exists (select from product_variant v where v.id = i.variant_id)`,
  "products without item": `select from product p where not exists (select from catalog_item i where i.product_id = p.id)`,
  "variants without item": `select from product_variant v where not exists (select from catalog_item i where i.variant_id = v.id)`,
  "links to a price set that is not there": `select from product_variant_price_set l where not exists (select from price_set s where s.id = l.price_set_id)`,
  "variants with two price sets": `select variant_id from product_variant_price_set group by variant_id having count(*) > 1`,
  "price sets of nothing": `select from price_set s where not exists (select from product_variant_price_set l where l.price_set_id = s.id)
    and not exists (select from shipping_option_price_set l where l.price_set_id = s.id)`,
  "prices without set": `select from price r where not exists (select from price_set s where s.id = r.price_set_id)`,
  "two base prices of one currency": `select price_set_id from price where price_list_id is null and rules_count = 0 group by price_set_id, currency_code having count(*) > 1`,
  "stock without variant": `select from inventory_item i where not exists (select from product_variant_inventory_item l where l.inventory_item_id = i.id)`,
  "variants with two stock records": `select variant_id from product_variant_inventory_item group by variant_id having count(*) > 1`,
  "stock links to nothing": `select from product_variant_inventory_item l where not exists (select from inventory_item i where i.id = l.inventory_item_id)`,
  "stock records with two levels": `select inventory_item_id from inventory_level group by inventory_item_id, location_id having count(*) > 1`,
  "channel links to nothing": `select from product_sales_channel l where not exists (select from product p where p.id = l.product_id)`,
  "products shown twice": `select product_id from product_sales_channel group by product_id, sales_channel_id having count(*) > 1`,
  "images without product": `select from image i where not exists (select from product p where p.id = i.product_id)`,
  "staged rows": `select from staging.feed_row`,
  "staged marks": `select from staging.item_mark`,
}

/** What stands in the database of one catalog: per part how many rows and their hash, the faults, and the runs' counts. */
export type EndState = {
  readonly parts: Readonly<Record<string, string>>
  readonly faults: Readonly<Record<string, number>>
  readonly runs: readonly object[]
}

const RUNS = `
  select state, rows_read, rows_created, rows_updated, rows_reactivated, rows_deactivated, rows_unchanged, rows_rejected, plan, error,
    (select count(*)::int from feed_run_change c where c.run_id = r.id) as changes,
    (select count(*)::int from feed_run_rejection j where j.run_id = r.id) as rejections
  from feed_run r order by created_at`

/** Reads the end state of a database that holds one catalog; the catalog's key, which is drawn, is left out. */
export const endStateOf = async (client: Client): Promise<EndState> => {
  const parts: Record<string, string> = {}
  for (const [name, query] of Object.entries(PARTS)) {
    const { rows } = await client.query<{ part: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(l.line, e'\\n' order by l.line collate "C")), '') as part
       from (select replace(q.line::text, (select key from catalog), 'key') as line from (${query}) q(line)) l`
    )
    parts[name] = rows[0]?.part ?? ""
  }
  const faults: Record<string, number> = {}
  for (const [name, query] of Object.entries(FAULTS)) {
    const { rowCount } = await client.query(query)
    if (rowCount) faults[name] = rowCount
  }
  return { parts, faults, runs: (await client.query<object>(RUNS)).rows }
}
