import { Client } from "pg"
import { executorOfClient } from "../../src/postgres/executor"
import { checkRuntimeRole, type RuntimeRules } from "../../src/postgres/runtime-role"
import { createDatabase, postgresServer, startStore, type TestDatabase } from "../harness"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

let database: TestDatabase
beforeAll(async () => (database = await createDatabase()))
afterAll(() => database.drop())

const superuserUrl = (): string => {
  const address = new URL(postgresServer.superuserUrl)
  address.pathname = `/${database.name}`
  return address.toString()
}

const judge = async (url: string, rules: Partial<RuntimeRules> = {}): Promise<string[]> => {
  const warnings: string[] = []
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const warn = (message: string): void => void warnings.push(message)
    await checkRuntimeRole(executorOfClient(client), { production: true, allowOwner: false, warn, ...rules })
    return warnings
  } finally {
    await client.end()
  }
}

const asOwner = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

describe("the role of a server or worker", () => {
  it("is accepted when row-level security holds it", async () => {
    expect(await judge(database.runtimeUrl)).toEqual([])
  })

  it("may not own the tables in production, unless that is allowed", async () => {
    await expect(judge(database.ownerUrl)).rejects.toMatchObject({ code: "runtime_owns_tables" })
    expect(await judge(database.ownerUrl, { allowOwner: true })).toEqual([])
  })

  it("may not be a superuser in production", async () => {
    await expect(judge(superuserUrl())).rejects.toThrow("The role postgres of DATABASE_URL is a superuser")
  })

  it("may be anything elsewhere, with a warning", async () => {
    expect(await judge(database.ownerUrl, { production: false })).toEqual([expect.stringContaining("owns the tables")])
  })
})

describe("a table without the runtime's policy", () => {
  beforeAll(() => asOwner("drop policy galleria_runtime on currency"))
  afterAll(() =>
    asOwner("create policy galleria_runtime on currency for all to galleria_app using (true) with check (true)")
  )

  it("stops production, which is told its name and what to run", async () => {
    await expect(judge(database.runtimeUrl)).rejects.toMatchObject({
      code: "unsecured_tables",
      message: expect.stringMatching(/public\.currency.*npm run migrate/) as string,
    })
  })

  it("is a warning elsewhere", async () => {
    expect(await judge(database.runtimeUrl, { production: false })).toEqual([
      expect.stringContaining("public.currency"),
    ])
  })

  it("keeps a real store from starting", async () => {
    await expect(startStore({ database })).rejects.toThrow("public.currency")
  })
})

it("asks for the migration where there are no tables", async () => {
  await expect(judge(postgresServer.superuserUrl)).rejects.toMatchObject({ code: "database_not_migrated" })
})

it("keeps a real store from starting as the owner, and lets it when that is allowed", async () => {
  await expect(startStore({ database, env: { DATABASE_URL: database.ownerUrl } })).rejects.toThrow(
    "The role galleria_owner of DATABASE_URL owns the tables"
  )
  const store = await startStore({
    database,
    env: { DATABASE_URL: database.ownerUrl, DATABASE_ALLOW_OWNER_RUNTIME: "true" },
  })
  expect((await store.request("/health")).status).toBe(200)
  await store.stop()
})
