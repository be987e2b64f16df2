import { store } from "./index"

type Session = { current_user: string; rolsuper: boolean; rolbypassrls: boolean; rolcreaterole: boolean }

const SESSION = `
  select current_user, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`

describe("the roles that tests run as", () => {
  it("runs the store as galleria_app and nobody else", async () => {
    await store.admin.get("/admin/products?limit=1")
    const { rows } = await store.owner.query<{ usename: string }>(
      "select distinct usename from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    expect(rows.map((row) => row.usename)).toEqual(["galleria_app"])
  })

  it("gives the store's role no power over row-level security", async () => {
    const { rows } = await store.runtime.query<Session>(SESSION)
    expect(rows).toEqual([{ current_user: "galleria_app", rolsuper: false, rolbypassrls: false, rolcreaterole: false }])
  })

  it("migrates as an owner who is no superuser", async () => {
    const { rows } = await store.owner.query<Session>(SESSION)
    expect(rows).toEqual([
      { current_user: "galleria_owner", rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ])
    const owners = await store.owner.query<{ tableowner: string }>(
      "select distinct tableowner from pg_tables where schemaname = 'public'"
    )
    expect(owners.rows).toEqual([{ tableowner: "galleria_owner" }])
  })
})
