import type { Executor } from "./executor"

/** A trigger on a table of Medusa's, and the columns that its function reads and writes. */
export type ExpectedTrigger = { table: string; trigger: string; columns: readonly string[] }

const MISSING = `
  select asked.description
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
    as asked (table_name, trigger_name, column_name, description, place)
  where case when asked.trigger_name is null
    then not exists (
      select from information_schema.columns c
      where c.table_schema = 'public' and c.table_name = asked.table_name and c.column_name = asked.column_name)
    else not exists (
      select from pg_trigger t
      where t.tgrelid = to_regclass(format('public.%I', asked.table_name)) and t.tgname = asked.trigger_name
        and t.tgenabled <> 'D')
    end
  order by asked.place`

/** Answers what is not there of the expected triggers and columns, such as `column "order".display_id`. */
export const missingOf = async (db: Executor, expected: readonly ExpectedTrigger[]): Promise<string[]> => {
  const asked = expected.flatMap(({ table, trigger, columns }) => [
    ...columns.map((column) => ({ table, trigger: null, column, description: `column "${table}".${column}` })),
    { table, trigger, column: null, description: `trigger ${trigger} on "${table}"` },
  ])
  const rows = await db.rows<{ description: string }>(MISSING, [
    asked.map(({ table }) => table),
    asked.map(({ trigger }) => trigger),
    asked.map(({ column }) => column),
    asked.map(({ description }) => description),
  ])
  return rows.map(({ description }) => description)
}
