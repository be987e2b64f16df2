import { codeOf } from "../config/error-code"
import type { Executor } from "./executor"
import { RUNTIME_POLICY, RUNTIME_ROLE } from "./row-level-security"

const TAGS = "'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO'"
const INSUFFICIENT_PRIVILEGE = "42501"

/**
 * Runs as whoever creates the table, who is its owner. A table with a foreign key is reported twice, once as CREATE
 * TABLE and once as ALTER TABLE.
 */
const FUNCTION = `
  create or replace function public.galleria_secure_new_table() returns event_trigger
  language plpgsql set search_path = pg_catalog as $$
  declare
    created record;
  begin
    for created in
      select distinct object_identity from pg_event_trigger_ddl_commands()
       where object_type = 'table' and schema_name = 'public'
    loop
      execute format('alter table %s enable row level security', created.object_identity);
      execute format('create policy ${RUNTIME_POLICY} on %s for all to ${RUNTIME_ROLE} using (true) with check (true)',
                     created.object_identity);
    end loop;
  end $$`

const STATEMENTS = [
  FUNCTION,
  "revoke all on function public.galleria_secure_new_table() from public",
  "drop event trigger if exists galleria_secure_new_table",
  `create event trigger galleria_secure_new_table on ddl_command_end when tag in (${TAGS})
     execute function public.galleria_secure_new_table()`,
]

/**
 * Makes the server secure each new table of `public` by itself, and answers whether it does: it takes a superuser, or
 * Supabase's `postgres`. It needs one connection, not a pool. Without it the sweep after each migration does the same, only later.
 */
export const createEventTrigger = async (db: Executor): Promise<boolean> => {
  try {
    await db.run("begin")
    for (const statement of STATEMENTS) await db.run(statement)
    await db.run("commit")
    return true
  } catch (error) {
    await db.run("rollback")
    if (codeOf(error) === INSUFFICIENT_PRIVILEGE) return false
    throw error
  }
}
