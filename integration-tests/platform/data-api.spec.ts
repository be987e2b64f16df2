import { Client } from "pg"
import { executorOfClient } from "../../src/postgres/executor"
import { secureTables } from "../../src/postgres/row-level-security"
import { createDatabase, postgresServer, type TestDatabase } from "../harness"

let database: TestDatabase
let owner: Client
let superuser: Client

beforeAll(async () => {
  database = await createDatabase()
  const superuserUrl = new URL(postgresServer.superuserUrl)
  superuserUrl.pathname = `/${database.name}`
  owner = new Client({ connectionString: database.ownerUrl })
  superuser = new Client({ connectionString: superuserUrl.toString() })
  await Promise.all([owner.connect(), superuser.connect()])
})
afterAll(async () => {
  await Promise.all([owner.end(), superuser.end()])
  await database.drop()
})

describe("Supabase's Data API", () => {
  const roles = ["anon", "authenticated"]
  const created: string[] = []
  beforeAll(async () => {
    for (const role of roles) {
      const { rowCount } = await superuser.query("select from pg_roles where rolname = $1", [role])
      if (rowCount === 0) {
        await superuser.query(`create role ${role}`)
        created.push(role)
      }
    }
  })
  afterAll(async () => {
    for (const role of created) {
      await superuser.query(`drop owned by ${role}`)
      await superuser.query(`drop role ${role}`)
    }
  })

  it.each(roles)("gives %s nothing of the tables there are, nor of those to come", async (role) => {
    await owner.query(`create function say_${role}() returns int language sql as 'select 1'`)
    await owner.query(`grant all on all tables in schema public to ${role}`)
    await owner.query(`grant all on all sequences in schema public to ${role}`)
    await owner.query(`grant all on function say_${role}() to ${role}`)
    await owner.query(`alter default privileges in schema public grant all on tables to ${role}`)
    await secureTables(executorOfClient(owner))
    await owner.query(`create table made_after_${role} (id text)`)
    const { rows } = await owner.query(
      `select c.relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          and has_table_privilege($1, c.oid, 'select, insert, update, delete, truncate')`,
      [role]
    )
    expect(rows).toEqual([])
    const { rows: left } = await owner.query(
      `select 1 from pg_class c cross join aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where c.relnamespace = 'public'::regnamespace and r.rolname = $1
       union all
       select 1 from pg_proc p cross join aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
        where p.proname = 'say_' || $1 and r.rolname = $1`,
      [role]
    )
    expect(left).toEqual([])
  })
})
