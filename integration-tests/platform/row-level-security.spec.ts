import { Client } from "pg"
import { createEventTrigger } from "../../src/postgres/event-trigger"
import { executorOfClient } from "../../src/postgres/executor"
import { findUnsecuredTables, secureTables } from "../../src/postgres/row-level-security"
import { provisionRoles } from "../../src/postgres/roles"
import { createDatabase, postgresServer, store, unique, type TestDatabase } from "../harness"

const POLICIES = `
  select c.relname as "table", c.relrowsecurity as "isOn", array_agg(p.polname || ' to ' || r.rolname) as policies
    from pg_class c
    left join pg_policy p on p.polrelid = c.oid
    left join pg_roles r on r.oid = any (p.polroles)
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
   group by 1, 2`

type TablePolicies = { table: string; isOn: boolean; policies: string[] }

let database: TestDatabase
let owner: Client
let superuser: Client
const connect = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}
const superuserUrl = (): string => {
  const address = new URL(postgresServer.superuserUrl)
  address.pathname = `/${database.name}`
  return address.toString()
}

beforeAll(async () => {
  database = await createDatabase()
  owner = await connect(database.ownerUrl)
  superuser = await connect(superuserUrl())
})
afterAll(async () => {
  await owner.end()
  await superuser.end()
  await database.drop()
})

describe("every table", () => {
  it("is under row-level security, with one policy, for the runtime role", async () => {
    const { rows } = await owner.query<TablePolicies>(POLICIES)
    expect(rows.length).toBeGreaterThan(140)
    const wrong = rows.filter(({ isOn, policies }) => !isOn || String(policies) !== "galleria_runtime to galleria_app")
    expect(wrong).toEqual([])
  })

  it.each([
    ["create table", (name: string) => `create table ${name} (id text primary key)`],
    ["a foreign key", (name: string) => `create table ${name} (id text primary key, up text references ${name} (id))`],
    ["create table as", (name: string) => `create table ${name} as select 1 as one`],
    ["select into", (name: string) => `select 1 as one into ${name}`],
    ["a partition", (name: string) => `create table ${name} (day date) partition by range (day)`],
  ])("is secured as soon as it is there: %s", async (_, statement) => {
    const name = unique("later").replace("-", "_")
    await owner.query(statement(name))
    const { rows } = await owner.query<TablePolicies>(`select * from (${POLICIES}) t where "table" = $1`, [name])
    expect(rows).toEqual([{ table: name, isOn: true, policies: ["galleria_runtime to galleria_app"] }])
  })

  it("is found by the check and secured by the sweep where the server missed it, and only then", async () => {
    const db = executorOfClient(owner)
    await owner.query("create schema elsewhere")
    await owner.query("create table elsewhere.moved (id text)")
    await owner.query("alter table elsewhere.moved set schema public")
    await owner.query("drop policy galleria_runtime on currency")
    expect(await findUnsecuredTables(db)).toEqual(["public.currency", "public.moved"])
    expect(await secureTables(db)).toEqual(["public.currency", "public.moved"])
    expect(await findUnsecuredTables(db)).toEqual([])
    expect(await secureTables(db)).toEqual([])
  })
})

describe("the runtime role", () => {
  it("is what the store runs as", async () => {
    const { rows } = await store.runtime.query(
      `select current_user::text as name, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole
         from pg_roles where rolname = current_user`
    )
    expect(rows).toEqual([
      { name: "galleria_app", rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false },
    ])
    const { rows: sessions } = await store.runtime.query(
      `select distinct usename::text as name from pg_stat_activity
        where datname = current_database() and application_name like 'galleria-%'`
    )
    expect(sessions).toEqual([{ name: "galleria_app" }])
  })

  it.each([
    "create table public.mine (id text)",
    "alter table currency add column mine text",
    "alter table currency disable row level security",
    "create policy mine on currency for all to public using (true)",
    "drop policy galleria_runtime on currency",
    "drop table currency",
    "truncate currency",
    "create schema mine",
    "create role mine",
    "set role galleria_owner",
  ])("may not: %s", async (statement) => {
    await expect(store.runtime.query(statement)).rejects.toMatchObject({ code: "42501" })
  })
})

describe("any other role", () => {
  const stranger = unique("stranger").replace("-", "_")
  let other: Client
  beforeAll(async () => {
    await superuser.query(`create role ${stranger} login password 'stranger'`)
    await superuser.query(`grant usage on schema public to ${stranger}`)
    await superuser.query(`grant select, insert, update, delete on all tables in schema public to ${stranger}`)
    const address = new URL(database.runtimeUrl)
    address.username = stranger
    address.password = "stranger"
    other = await connect(address.toString())
  })
  afterAll(async () => {
    await other.end()
    await superuser.query(`drop owned by ${stranger}`)
    await superuser.query(`drop role ${stranger}`)
  })

  it("sees no row of any table, whatever it was granted", async () => {
    const { rows: tables } = await owner.query<{ name: string; hasRows: boolean }>(
      `select c.oid::regclass::text as name,
              (xpath('//n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text::int > 0 as "hasRows"
         from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`
    )
    expect(tables.filter(({ hasRows }) => hasRows).length).toBeGreaterThan(5)
    for (const { name } of tables) {
      expect({ name, rows: (await other.query(`select from ${name} limit 1`)).rowCount }).toEqual({ name, rows: 0 })
    }
  })

  it("writes nothing", async () => {
    await expect(
      other.query("insert into store (id, name) values ('store_stranger', 'Stranger')")
    ).rejects.toMatchObject({ code: "42501" })
    expect((await other.query("update currency set name = 'Stranger'")).rowCount).toBe(0)
    expect((await other.query("delete from currency")).rowCount).toBe(0)
  })
})

describe("provisioning", () => {
  const options = () => ({
    database: database.name,
    ownerPassword: postgresServer.ownerPassword,
    appPassword: postgresServer.runtimePassword,
  })

  it("changes nothing when it runs again", async () => {
    const before = (await owner.query<TablePolicies>(POLICIES)).rows
    expect(await provisionRoles(superuser, options())).toEqual({ eventTrigger: true, secured: [] })
    expect((await owner.query<TablePolicies>(POLICIES)).rows).toEqual(before)
    await expect(connect(database.runtimeUrl).then((client) => client.end())).resolves.toBeUndefined()
  })

  it("does without the event trigger where it may not create one", async () => {
    expect(await createEventTrigger(executorOfClient(owner))).toBe(false)
    expect((await owner.query("select 1 as one")).rows).toEqual([{ one: 1 }])
  })
})
