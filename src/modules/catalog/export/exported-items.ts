import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, type Executor } from "../../../postgres/executor"
import { currentPictures } from "../pipeline/statements/pictures"
import { isBasePrice } from "../pipeline/statements/prices"

/** What is exported: a whole catalog as its sources know it, or what one site shows, for what it sells. */
export type ExportScope = { readonly catalogId: string } | { readonly siteId: string }

/** The content of an item, under the names that staged rows have. */
export type ExportedItem = {
  sku: string
  product_key: string
  name: string
  handle: string
  description: string | null
  category: string | null
  brand: string | null
  barcode: string | null
  stock: string | null
  is_active: boolean
  prices: Record<string, string>
  costs?: Record<string, string>
  images: string[]
  options: Record<string, string>
  variant_title: string
  attributes: Record<string, string>
}

/** The columns that the items of an export fill, beside those that every file has. */
export type ExportShape = {
  rows: number
  prices: string[]
  costs: string[]
  /** The option names of each kind of product, each list in the order of its variants' titles. */
  options: string[][]
  attributes: string[]
}

const NOTHING: ExportShape = { rows: 0, prices: [], costs: [], options: [], attributes: [] }

/** Rows fetched at once, about half a megabyte. */
const FETCHED_ROWS = 500

const OF_CATALOG = `
  select i.id, i.content from catalog_item i
  where i.catalog_id = $1 and i.deleted_at is null and i.content ? 'sku'`

/**
 * The category under which a shop shows a product; that of the catalog goes before those that an operator has added.
 * The inner limits make each look-up run along its index, however many categories there are.
 */
const SHOWN_CATEGORY = `
  select k.name from product_category_product l
  cross join lateral (
    select k.name, k.rank, left(k.handle, 9) = h.key || '-' as is_own, left(k.handle, 8) as key, substr(k.handle, 9, 1) = '-' as has_key
    from product_category k
    where k.id = l.product_category_id and k.is_active and not k.is_internal and k.deleted_at is null limit 1) k
  where l.product_id = h.product_id
    and (k.is_own or not k.has_key or not exists (select from catalog o where o.key = k.key and o.deleted_at is null))
  order by k.is_own desc, k.rank, k.name limit 1`

/**
 * The first shown item of a product has all its pictures in the shop's order, the others those of their own that the
 * product still has: read again they make the same list, and no list stands beside each of a hundred variants.
 */
const SHOWN_PICTURES = `
  case when h.is_first then (${currentPictures("h.product_id")}) else coalesce((
    select jsonb_agg(e.url order by e.place) from jsonb_array_elements_text(i.content -> 'images') with ordinality as e(url, place)
    where exists (select from image m where m.product_id = h.product_id and m.url = e.url and m.deleted_at is null)), '[]') end`

/** What a shop can still sell, as Medusa counts it for a sales channel; null where nothing is counted, 0 where nothing is kept. */
const LEFT_TO_SELL = `
  case when h.manage_inventory then coalesce((
    select greatest(0, min(floor(q.available / nullif(n.required_quantity, 0)))) from product_variant_inventory_item n
    cross join lateral (
      select coalesce(sum(l.stocked_quantity - l.reserved_quantity), 0) as available from inventory_level l
      join sales_channel_stock_location o on o.stock_location_id = l.location_id
        and o.sales_channel_id = h.sales_channel_id and o.deleted_at is null
      where l.inventory_item_id = n.inventory_item_id and l.deleted_at is null) q
    where n.variant_id = h.variant_id and n.deleted_at is null), 0)::text end`

const BASE_PRICES = `
  select coalesce(jsonb_object_agg(a.currency_code, trim_scale(a.amount)::text), '{}') from product_variant_price_set l
  join price a on a.price_set_id = l.price_set_id and ${isBasePrice("a")}
  where l.variant_id = h.variant_id and l.deleted_at is null`

/** A shopper sees what is published. What an item costs its seller is no site's. */
const ofSite = (fields: string) => `
  select i.id, i.content - 'costs' || jsonb_build_object(${fields}) as content
  from (
    select i.id, i.product_id, i.variant_id, c.key, s.sales_channel_id,
      v.manage_inventory, i.id = min(i.id) over (partition by i.product_id) as is_first
    from site s
    join catalog c on c.id = s.catalog_id and c.status = 'active' and c.deleted_at is null
    join catalog_item i on i.catalog_id = c.id and i.is_active and i.deleted_at is null and i.content ? 'sku'
    join product_variant v on v.id = i.variant_id and v.deleted_at is null
    where s.id = $1 and s.deleted_at is null
      and not exists (select from exclusion e where e.site_id = s.id and e.item_id = i.id and e.deleted_at is null)
  ) h
  join catalog_item i on i.id = h.id
  join product p on p.id = h.product_id and p.status = 'published' and p.deleted_at is null`

const PRICES = `'prices', (${BASE_PRICES})`

/** What a site shows, as it is in the shop now. */
const SHOWN = `
  'name', p.title, 'description', p.description, 'handle', substr(p.handle, case when left(p.handle, 9) = h.key || '-' then 10 else 1 end),
  'category', (${SHOWN_CATEGORY}), 'images', ${SHOWN_PICTURES}, 'stock', ${LEFT_TO_SELL}, ${PRICES}`

const shapeOf = (items: string) => `
  with items as materialized (${items})
  select (select count(*)::int from items) as rows,
    array(select distinct jsonb_object_keys(content -> 'prices') from items order by 1) as prices,
    array(select distinct jsonb_object_keys(coalesce(content -> 'costs', '{}')) from items order by 1) as costs,
    array(select distinct jsonb_object_keys(content -> 'attributes') from items order by 1) as attributes,
    coalesce((select jsonb_agg(distinct names) from (
      select (select jsonb_agg(key order by strpos(' / ' || (content ->> 'variant_title') || ' / ', ' / ' || value || ' / '), key)
        from jsonb_each_text(content -> 'options')) as names from items where content -> 'options' <> '{}') n), '[]') as options`

/** The items of an export, and as much of them as its shape depends on: nothing is sent before that is known, 4 s instead of 15 at 100,000. */
const queryOf = (scope: ExportScope) =>
  "siteId" in scope
    ? { items: ofSite(SHOWN), shaped: ofSite(PRICES), values: [scope.siteId] }
    : { items: OF_CATALOG, shaped: OF_CATALOG, values: [scope.catalogId] }

/** An export under way: its shape, and its items in the order in which their sources brought them. */
export type OpenExport = {
  readonly shape: ExportShape
  readonly items: AsyncGenerator<ExportedItem[], void, undefined>
  /** Gives the connection back, wherever the reading stands. */
  readonly close: () => Promise<void>
}

/**
 * Opens an export on one snapshot of the database. Its connection is held until it is closed; a reader that
 * stands still for a minute loses it.
 */
export const openExport = async (knex: Knex, scope: ExportScope): Promise<OpenExport> => {
  const transaction = await knex.transaction({ isolationLevel: "repeatable read", readOnly: true })
  const close = async (): Promise<void> => {
    if (!transaction.isCompleted()) await transaction.rollback()
  }
  try {
    const db = executorOf(transaction)
    const { items, shaped, values } = queryOf(scope)
    const [shape = NOTHING] = await db.rows<ExportShape>(shapeOf(shaped), values)
    await db.run(`declare exported no scroll cursor for select content from (${items}) i order by i.id`, values)
    return { shape, items: fetched(db), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function* fetched(db: Executor): AsyncGenerator<ExportedItem[], void, undefined> {
  for (;;) {
    const rows = await db.rows<{ content: ExportedItem }>(`fetch ${FETCHED_ROWS} from exported`)
    if (rows.length === 0) return
    yield rows.map(({ content }) => content)
  }
}
