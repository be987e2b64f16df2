import { DmlEntity, mikroOrmCreateConnection, toMikroOrmEntities } from "@medusajs/framework/utils"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import type { Executor } from "../../src/postgres/executor"
import { secureTables } from "../../src/postgres/row-level-security"
import { createDatabase } from "../harness"
import type { TestDatabase } from "../harness"

const MODULES_FOLDER = join(__dirname, "../../src/modules")

const namesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .toSorted()

/** Our modules that have tables (Medusa makes a folder of migrations also for those without), in the order in which the first migration of each was written. */
const modules = readdirSync(MODULES_FOLDER)
  .filter((module) => readdirSync(join(MODULES_FOLDER, module)).includes("models"))
  .map((module) => {
    const path = join(MODULES_FOLDER, module, "migrations")
    return { module, path, migrations: namesIn(path, /^Migration\d+\.ts$/).map((name) => name.replace(".ts", "")) }
  })
  .toSorted((left, right) => String(left.migrations[0]).localeCompare(String(right.migrations[0])))

const CREATED = /create (?:or replace )?(table|function)(?: if not exists)? (?:"?(?:public|staging)"?\.)?"?(\w+)/g

/** The tables and functions that a module's migrations create, by the text of their statements. */
const createdBy = (path: string, migrations: string[]): { kind: string; name: string }[] =>
  migrations
    .flatMap((name) => [...readFileSync(join(path, `${name}.ts`), "utf8").matchAll(CREATED)])
    .map(([, kind = "", name = ""]) => ({ kind, name }))

/** Whatever a migration can leave in a schema: one line for each object, as the server itself writes it. */
const SCHEMA = `
  select concat_ws(' ', 'column', table_schema, table_name, column_name, data_type, column_default, is_nullable) as line
  from information_schema.columns where table_schema in ('public', 'staging')
  union all
  select concat_ws(' ', 'index', indexdef) from pg_indexes where schemaname in ('public', 'staging')
  union all
  select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
  from pg_constraint c where connamespace::regnamespace::text in ('public', 'staging')
  union all
  select concat_ws(' ', 'policy', tablename, policyname, roles, cmd, qual, with_check) from pg_policies
  union all
  select concat_ws(' ', 'trigger', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
  union all
  select concat_ws(' ', 'function', pg_get_functiondef(p.oid), p.proacl)
  from pg_proc p
  where pronamespace::regnamespace::text in ('public', 'staging') and prokind = 'f'
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all
  select concat_ws(' ', 'relation', relkind, oid::regclass, relrowsecurity, relacl)
  from pg_class where relnamespace::regnamespace::text in ('public', 'staging') and relkind in ('r', 'p', 'v', 'm', 'S')
  union all
  select concat_ws(' ', 'schema', nspname, nspacl) from pg_namespace where nspname in ('public', 'staging')
  order by line`

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await createDatabase()
  client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await database.drop()
})

/** The sweep that ends every migration runs through it. */
const asOwner: Executor = {
  rows: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows,
  run: async (text, values = []) => (await client.query(text, [...values])).rowCount ?? 0,
}

const schema = async (): Promise<string[]> => {
  const { rows } = await client.query<{ line: string }>(SCHEMA)
  return rows.map(({ line }) => line)
}

const connect = (path: string, entities: Parameters<typeof toMikroOrmEntities>[0] = []) =>
  mikroOrmCreateConnection(
    { clientUrl: database.ownerUrl, snapshot: false, debug: false },
    toMikroOrmEntities(entities),
    path
  )

/** Runs what is pending of a module, or takes back the named migrations, and answers how many there were. */
const migrate = async (path: string, down: string[] = []): Promise<number> => {
  const orm = await connect(path)
  try {
    const done = down.length > 0 ? await orm.migrator.down({ migrations: down }) : await orm.migrator.up()
    return done.length
  } finally {
    await orm.close(true)
  }
}

describe("our modules' migrations", () => {
  it("are found", () => {
    expect(modules.map(({ module }) => module)).toEqual(expect.arrayContaining(["catalog", "tenancy"]))
  })

  it.each(modules)("of $module agree with its models", async ({ module, path }) => {
    const folder = join(MODULES_FOLDER, module, "models")
    const exported = await Promise.all(
      namesIn(folder, /\.ts$/).map(async (name): Promise<unknown[]> =>
        Object.values((await import(join(folder, name))) as Record<string, unknown>)
      )
    )
    const entities = exported.flat().filter((value) => DmlEntity.isDmlEntity(value))
    expect(entities.length).toBeGreaterThan(0)
    const orm = await connect(path, entities)
    const tables = Object.values(orm.getMetadata().getAll()).map(({ tableName }) => tableName)
    const difference = await orm.schema.getUpdateSchemaSQL({ dropTables: false, safe: false, wrap: false })
    await orm.close(true)
    const ofModule = new RegExp(`(table( if exists)?|on) "(${tables.join("|")})"`)
    // A migration may say more than a model can: checks, and what Postgres itself keeps true.
    const more = / drop constraint /
    expect(difference.split(";\n").filter((line) => ofModule.test(line) && !more.test(line))).toEqual([])
  })

  it("go down to nothing, and up again to the same schema", async () => {
    const before = await schema()
    for (const { path, migrations } of modules.toReversed()) {
      expect(await migrate(path, migrations.toReversed())).toBe(migrations.length)
    }
    const without = await schema()
    expect(without.filter((line) => !before.includes(line))).toEqual([])
    for (const { kind, name } of modules.flatMap(({ path, migrations }) => createdBy(path, migrations))) {
      const named = name.endsWith("_") ? `${name}\\w+` : name
      const line = new RegExp(kind === "table" ? `^relation r (\\w+\\.)?${named} ` : `^function .* \\w+\\.${named}\\(`)
      expect([name, before.some((each) => line.test(each))]).toEqual([name, true])
      expect([name, without.some((each) => line.test(each))]).toEqual([name, false])
    }
    for (const { path, migrations } of modules) expect(await migrate(path)).toBe(migrations.length)
    await secureTables(asOwner)
    expect(await schema()).toEqual(before)
  })
})
