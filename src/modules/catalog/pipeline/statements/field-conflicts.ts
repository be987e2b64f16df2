import type { Executor } from "../../../../postgres/executor"
import { CatalogErrors } from "../../errors"
import { type FieldOwners, fieldOwnersOf, type OwnedField } from "../../field-owners"
import { pricingParameter, pricingRulesSchema } from "../../pricing/rules"
import type { RunRecord } from "../../types"
import { currentPictures, itemsThen, picturesOf } from "./pictures"
import { amountsOf, isBasePrice } from "./prices"

/**
 * A field that may be in conflict: the differences with which it moves, and a query of its values `synced`, `source` and
 * `operator`, as jsonb, that answers no row where none is kept. `when` is looked at last, where all three differ.
 */
type Compared = { keys: readonly string[]; values: string; when?: string }

const synced = (key: string) => `t.differences -> '${key}' -> 0`
const source = (key: string) => `t.differences -> '${key}' -> 1`

/**
 * Only the item that speaks for its product may be in conflict over what its variants share: the first one, of those that
 * are active or in the run. Candidates have but one index that serves here, which is why they are asked and not the changes.
 */
const SPEAKS = `not exists (
  select from catalog_item i
  where i.product_id = t.product_id and i.id < t.item_id and i.deleted_at is null and (i.is_active or exists (
    select from candidate k where k.product_key = i.product_key and k.item_id = i.id)))`

const textOf = (key: string, column: string): Compared => ({
  keys: [key],
  values: `
    select ${synced(key)} as synced, ${source(key)} as source, coalesce(to_jsonb(p.${column}), 'null') as operator
    from product p where p.id = t.product_id`,
  when: SPEAKS,
})

/** The pictures of a product are those of all its items, and told of once: see `EDITED_PICTURES`. */
const PICTURES: Compared = {
  keys: ["images"],
  values: `select e.synced, e.source, e.operator from edited_pictures e where e.item_id = t.item_id`,
}

/** Where a category stands among those of the product; one that is not named stands there when there is none. */
const isThere = (place: 0 | 1) => `
  case when t.differences -> 'category_handle' ->> ${place} is null then v.operator = '[]'
    else $2::text || '-' || (t.differences -> 'category_handle' ->> ${place}) = any (v.handles) end`

/** An operator who has taken the product out of the category of the last run has moved it; a further one moves nothing. */
const categoryOf = (owner: FieldOwners["category"]): Compared => ({
  keys: ["category_handle"],
  values: `
    select ${synced("category")} as synced, ${source("category")} as source, v.operator
    from (
      select coalesce(jsonb_agg(c.name order by c.name), '[]') as operator, coalesce(array_agg(c.handle), '{}') as handles
      from product_category_product l join product_category c on c.id = l.product_category_id and c.deleted_at is null
      where l.product_id = t.product_id
    ) v
    where not (${isThere(0)}) and not (${isThere(1)})
      ${owner === "operator" ? "" : "and t.differences -> 'category_handle' ->> 0 is not null"}`,
  when: SPEAKS,
})

const textOfAmounts = (amount: string): string => `jsonb_object_agg(n.currency, trim_scale(${amount}::numeric)::text)`

/** The currencies whose price all three say otherwise. After a change of the rules nobody can tell what was synced. */
const pricesBy = (rules: string | null): Compared => ({
  keys: ["prices", "costs"],
  values: `
    select ${textOfAmounts("b.amount")} as synced, ${textOfAmounts("n.amount")} as source, ${textOfAmounts("a.amount")} as operator
    from catalog_item i
    cross join lateral (
      select s.content, s.content_hash from staging.feed_row s where s.run_id = t.run_id and s.row_number = t.row_number limit 1
    ) s
    cross join lateral ${amountsOf(rules, "s.content -> 'prices'", "coalesce(s.content -> 'costs', '{}')")} n
    join lateral ${amountsOf(rules, "i.content -> 'prices'", "coalesce(i.content -> 'costs', '{}')")} b on b.currency = n.currency
    cross join lateral (
      select p.amount from product_variant_price_set l
      join price p on p.price_set_id = l.price_set_id and ${isBasePrice("p")} and p.currency_code = n.currency
      where l.variant_id = t.variant_id and l.deleted_at is null
      order by p.id limit 1
    ) a
    where i.id = t.item_id and split_part(t.base_hash, '-', 2) = split_part(s.content_hash, '-', 2)
      and b.amount::numeric <> n.amount::numeric and a.amount not in (b.amount::numeric, n.amount::numeric)
    having count(*) > 0`,
})

const comparedFields = (owners: FieldOwners, rules: string | null): [OwnedField, Compared][] => {
  const compared: [OwnedField, Compared][] = [
    ["name", textOf("name", "title")],
    ["description", textOf("description", "description")],
    ["category", categoryOf(owners.category)],
    ["images", PICTURES],
    ["prices", pricesBy(rules)],
  ]
  return compared.filter(([field]) => owners[field] !== "source")
}

const conflictOf = ([field, { keys, values, when }]: [string, Compared]) => `
  case when t.differences ?| ${arrayOf(keys)} then coalesce((
    select jsonb_build_object('${field}', jsonb_build_object('synced', v.synced, 'source', v.source, 'operator', v.operator))
    from (${values}) v where case when v.operator in (v.synced, v.source) then false else ${when ?? "true"} end), '{}')
  else '{}' end`

const arrayOf = (keys: readonly string[]): string => `array[${keys.map((key) => `'${key}'`).join(", ")}]`

/** Without a join: the changes were stored a moment ago, and nothing knows yet how many they are. */
const mark = (fields: [string, Compared][]) => {
  const conflicts = `nullif(${fields.map(conflictOf).join(" || ")}, '{}')`
  return `
  update feed_run_change t set conflicts = ${conflicts}
  where t.run_id = $1 and $2::text is not null and t.differences ?| ${arrayOf(fields.flatMap(([, { keys }]) => keys))} and ${conflicts} is not null`
}

const ITEMS_PLANNED = `
  select coalesce(k.item_id, 'z' || lpad(k.row_number::text, 9, '0')) as id, s.content -> 'images' as images
  from candidate k
  cross join lateral (
    select s.content from staging.feed_row s where s.run_id = $1 and s.row_number = k.row_number limit 1
  ) s
  where k.product_key = e.product_key
  union all ${itemsThen("e.product_id")} and not exists (
    select from candidate k where k.product_key = i.product_key and k.item_id = i.id)`

/**
 * The products whose pictures the source moves, and which no longer have those that were last synced, each with the first
 * item whose pictures move: lists of 100 pictures beside each of 100 variants were too much. New items come last.
 */
const EDITED_PICTURES = `
  create temporary table edited_pictures on commit drop as
  select e.item_id, e.synced, (${picturesOf(ITEMS_PLANNED)}) as source, e.operator
  from (
    select m.product_id, m.item_id, (select i.product_key from catalog_item i where i.id = m.item_id) as product_key,
      (${picturesOf(itemsThen("m.product_id"))}) as synced, (${currentPictures("m.product_id")}) as operator
    from (
      select product_id, min(item_id) as item_id from feed_run_change
      where run_id = $1 and differences ? 'images' group by product_id
    ) m
  ) e where e.operator <> e.synced`

const CATALOG = `select key, sync_settings, pricing_rules from catalog where id = $1`

type CatalogRow = { key: string; sync_settings: Record<string, unknown>; pricing_rules: Record<string, unknown> }

/**
 * Notes on the changes of a plan which fields both the source and an operator have moved: `{field: {synced, source,
 * operator}}`. The operator's value stays; a person who wants the source's takes it over in the dashboard.
 */
export const markFieldConflicts = async (db: Executor, run: RunRecord): Promise<number> => {
  const [catalog] = await db.rows<CatalogRow>(CATALOG, [run.catalog_id])
  if (!catalog) throw CatalogErrors.unknownCatalog(run.catalog_id)
  const owners = fieldOwnersOf(catalog.sync_settings)
  const rules = owners.prices === "source" ? null : pricingParameter(pricingRulesSchema.parse(catalog.pricing_rules))
  const fields = comparedFields(owners, rules === null ? null : "$3")
  if (fields.length === 0) return 0
  if (owners.images !== "source") await createEditedPictures(db, run)
  return db.run(mark(fields), [run.id, catalog.key, ...(rules === null ? [] : [rules])])
}

const createEditedPictures = async (db: Executor, run: RunRecord): Promise<void> => {
  await db.run(EDITED_PICTURES, [run.id])
  await db.run("create unique index on edited_pictures (item_id)")
}
