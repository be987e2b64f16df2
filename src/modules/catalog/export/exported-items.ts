import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, type Executor } from "../../../postgres/executor"

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
 * A shopper sees what is published. The price of a currency is the one without list, rules and quantities. What an item
 * costs its seller is no site's.
 */
const OF_SITE = `
  select i.id, i.content - 'costs' || jsonb_build_object('name', p.title, 'description', p.description, 'prices', coalesce((
      select jsonb_object_agg(a.currency_code, trim_scale(a.amount)::text)
      from product_variant_price_set l
      join price a on a.price_set_id = l.price_set_id and a.price_list_id is null and a.rules_count = 0
        and a.min_quantity is null and a.max_quantity is null and a.deleted_at is null
      where l.variant_id = i.variant_id and l.deleted_at is null), '{}')) as content
  from site s
  join catalog c on c.id = s.catalog_id and c.status = 'active' and c.deleted_at is null
  join catalog_item i on i.catalog_id = c.id and i.is_active and i.deleted_at is null and i.content ? 'sku'
  join product p on p.id = i.product_id and p.status = 'published' and p.deleted_at is null
  where s.id = $1 and s.deleted_at is null
    and not exists (select from exclusion e where e.site_id = s.id and e.item_id = i.id and e.deleted_at is null)`

const shapeOf = (items: string) => `
  with items as materialized (${items})
  select (select count(*)::int from items) as rows,
    array(select distinct jsonb_object_keys(content -> 'prices') from items order by 1) as prices,
    array(select distinct jsonb_object_keys(coalesce(content -> 'costs', '{}')) from items order by 1) as costs,
    array(select distinct jsonb_object_keys(content -> 'attributes') from items order by 1) as attributes,
    coalesce((select jsonb_agg(distinct names) from (
      select (select jsonb_agg(key order by strpos(' / ' || (content ->> 'variant_title') || ' / ', ' / ' || value || ' / '), key)
        from jsonb_each_text(content -> 'options')) as names from items where content -> 'options' <> '{}') n), '[]') as options`

const queryOf = (scope: ExportScope) =>
  "siteId" in scope ? { text: OF_SITE, values: [scope.siteId] } : { text: OF_CATALOG, values: [scope.catalogId] }

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
    const { text, values } = queryOf(scope)
    const [shape = NOTHING] = await db.rows<ExportShape>(shapeOf(text), values)
    await db.run(`declare exported no scroll cursor for select content from (${text}) i order by i.id`, values)
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
