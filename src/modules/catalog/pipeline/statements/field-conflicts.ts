import type { Executor } from "../../../../postgres/executor"
import { fieldOwnersOf, type OwnedField } from "../../field-owners"
import type { RunRecord } from "../../types"

/** A field that may be in conflict: where its three values are, as jsonb. Pictures and prices are compared whole. */
type Compared = { field: OwnedField; key: string; current: string }

const COMPARED: readonly Compared[] = [
  { field: "name", key: "name", current: "to_jsonb(p.title)" },
  { field: "description", key: "description", current: "to_jsonb(p.description)" },
  {
    field: "images",
    key: "images",
    current: `(select coalesce(jsonb_agg(g.url order by g.rank), '[]') from image g where g.product_id = p.id and g.deleted_at is null)`,
  },
]

const conflictOf = ({ field, key }: Compared) => `
  case when $2::jsonb ->> '${field}' <> 'source' and t.differences ? '${key}' and v.${field} is distinct from t.differences -> '${key}' -> 0
      and v.${field} is distinct from t.differences -> '${key}' -> 1
    then jsonb_build_object('${field}', jsonb_build_object(
      'synced', t.differences -> '${key}' -> 0, 'source', t.differences -> '${key}' -> 1, 'operator', v.${field}))
    else '{}' end`

const CONFLICTS = `(
  select nullif(${COMPARED.map(conflictOf).join(" || ")}, '{}')
  from (
    select ${COMPARED.map(({ field, current }) => `coalesce(${current}, 'null') as ${field}`).join(", ")}
    from product p where p.id = t.product_id
  ) v)`

/** Without a join: the changes were stored a moment ago, and nothing knows yet how many they are. */
const MARK = `
  update feed_run_change t set conflicts = ${CONFLICTS}
  where t.run_id = $1 and t.differences ?| array[${COMPARED.map(({ key }) => `'${key}'`).join(", ")}] and ${CONFLICTS} is not null`

const SETTINGS = `select sync_settings from catalog where id = $1`

/**
 * Notes on the changes of a plan which fields both the source and an operator have moved: `{field: {synced, source,
 * operator}}`. The operator's value stays; a person who wants the source's takes it over in the dashboard.
 */
export const markFieldConflicts = async (db: Executor, run: RunRecord): Promise<number> => {
  const [catalog] = await db.rows<{ sync_settings: Record<string, unknown> }>(SETTINGS, [run.catalog_id])
  return db.run(MARK, [run.id, JSON.stringify(fieldOwnersOf(catalog?.sync_settings ?? {}))])
}
