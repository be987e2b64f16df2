import { Client } from "pg"
import { postgresServer, unique } from "../harness"
import { runStatements } from "../harness/database"
import { currentRun } from "../harness/run-state"
import { runScript, storeEnvironment } from "../harness/store-process"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

const addressOf = (user: string, password: string, database: string): string => {
  const address = new URL(postgresServer.superuserUrl)
  Object.assign(address, { username: user, password, pathname: `/${database}` })
  return address.toString()
}

/** A server as Supabase offers it: its owner creates roles and is no superuser. */
describe("npm run provision on a managed server", () => {
  const name = unique("managed").replace("-", "_")
  const ownerUrl = addressOf(name, "managed", name)
  const runtimeUrl = addressOf("galleria_app", postgresServer.runtimePassword, name)

  const provision = (databaseUrl: string): Promise<void> =>
    runScript("provision", {
      folder: currentRun().folder,
      env: storeEnvironment(databaseUrl, { DATABASE_DIRECT_URL: ownerUrl }),
    })

  const query = async (url: string, statement: string): Promise<object[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<object>(statement)).rows
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    await runStatements(postgresServer.superuserUrl, [
      `create role ${name} login createrole password 'managed'`,
      `create database ${name} owner ${name}`,
    ])
    await query(ownerUrl, "create table earlier as select 1 as one")
  })
  afterAll(() =>
    runStatements(postgresServer.superuserUrl, [`drop database ${name} with (force)`, `drop role ${name}`])
  )

  it("creates the runtime role, which then reads and writes tables that are there and those to come, and nothing more", async () => {
    await provision(runtimeUrl)
    await provision(runtimeUrl)
    await query(ownerUrl, "create table later (one int)")
    await query(ownerUrl, "insert into later values (1)")
    expect(await query(runtimeUrl, "select one from earlier")).toEqual([{ one: 1 }])
    await query(runtimeUrl, "insert into later values (2)")
    await expect(query(runtimeUrl, "create table mine (one int)")).rejects.toMatchObject({ code: "42501" })
  })

  it("refuses an address of another role, and says which it wants", async () => {
    await expect(provision(ownerUrl)).rejects.toThrow("DATABASE_URL has to name the user galleria_app")
  })
})
