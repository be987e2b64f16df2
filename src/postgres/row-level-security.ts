import type { Executor } from "./executor"

/** The role that the server and the worker run as. */
export const RUNTIME_ROLE = "galleria_app"

/** The policy that every table of `public` carries; it lets the runtime role in and nobody else. */
export const RUNTIME_POLICY = "galleria_runtime"

const UNSECURED_TABLES = `
  select format('%I.%I', n.nspname, c.relname) as "table"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_roles r on r.rolname = $1
   where n.nspname = 'public'
     and c.relkind in ('r', 'p')
     and (not c.relrowsecurity
          or (r.oid is not null
              and not exists (select from pg_policy p
                               where p.polrelid = c.oid and p.polname = $2 and r.oid = any (p.polroles))))
   order by 1`

/**
 * Enables row-level security on one table and lets the runtime role through it. A table without the policy fails
 * silently: reads answer no rows. Where the runtime role does not exist the owner works alone, and needs no policy.
 */
const SECURE_TABLE = `
  do $secure$
  begin
    alter table TABLE enable row level security;
    if exists (select from pg_roles where rolname = '${RUNTIME_ROLE}') then
      drop policy if exists ${RUNTIME_POLICY} on TABLE;
      create policy ${RUNTIME_POLICY} on TABLE for all to ${RUNTIME_ROLE} using (true) with check (true);
      grant select, insert, update, delete on TABLE to ${RUNTIME_ROLE};
    end if;
  end $secure$`

/** Rows on their way into the tables stand in a schema that COPY may write, without row-level security. */
const OPEN_STAGING = `
  do $staging$
  begin
    if to_regnamespace('staging') is not null and exists (select from pg_roles where rolname = '${RUNTIME_ROLE}') then
      grant usage on schema staging to ${RUNTIME_ROLE};
      grant select, insert, update, delete on all tables in schema staging to ${RUNTIME_ROLE};
      grant execute on all functions in schema staging to ${RUNTIME_ROLE};
    end if;
  end $staging$`

/** Only what we own: others' objects, such as an extension's functions, can't be revoked and need not be. */
const DATA_API_GRANTS = `
  with granted as (
    select case c.relkind when 'S' then 'sequence' else 'table' end as kind, c.oid::regclass::text as object,
           c.relowner as owner, c.relacl as acl
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'routine', p.oid::regprocedure::text, p.proowner, p.proacl
      from pg_proc p where p.pronamespace = 'public'::regnamespace
  )
  select distinct format('revoke all on %s %s from %I', kind, object, r.rolname) as statement
    from granted
   cross join aclexplode(acl) a
    join pg_roles r on r.oid = a.grantee and r.rolname in ('anon', 'authenticated')
   where pg_has_role(owner, 'usage')`

const DATA_API_ROLES = "select rolname as role from pg_roles where rolname in ('anon', 'authenticated')"

/** Names every table of `public` that lacks row-level security or the runtime's policy, quoted for use in SQL. */
export const findUnsecuredTables = async (db: Executor): Promise<string[]> => {
  const rows = await db.rows<{ table: string }>(UNSECURED_TABLES, [RUNTIME_ROLE, RUNTIME_POLICY])
  return rows.map(({ table }) => table)
}

/**
 * Takes everything in `public` away from the two roles under which Supabase's Data API answers the internet; projects
 * of before 2026 grant them each new table. Does nothing where there are no such roles.
 */
const revokeDataApi = async (db: Executor): Promise<void> => {
  for (const { statement } of await db.rows<{ statement: string }>(DATA_API_GRANTS)) await db.run(statement)
  for (const { role } of await db.rows<{ role: string }>(DATA_API_ROLES)) {
    for (const kind of ["tables", "sequences", "functions"]) {
      await db.run(`alter default privileges in schema public revoke all on ${kind} from ${role}`)
    }
  }
}

/**
 * The sweep: secures every table that the event trigger has missed, as the owner, and answers their names. It also opens
 * the staging schema to the runtime role. It changes nothing when nothing is missing.
 */
export const secureTables = async (db: Executor): Promise<string[]> => {
  const tables = await findUnsecuredTables(db)
  for (const table of tables) await db.run(SECURE_TABLE.replaceAll("TABLE", () => table))
  await db.run(OPEN_STAGING)
  await revokeDataApi(db)
  return tables
}
