import { Client } from "pg"
import { createDatabase, type TestDatabase } from "../harness"
import { runMedusa, storeEnvironment } from "../harness/store-process"
import { currentRun } from "../harness/run-state"

const COUNTS = `
  select
    (select count(*)::int from stock_location where deleted_at is null) as locations,
    (select count(*)::int from region where deleted_at is null) as regions,
    (select count(*)::int from region_country where region_id is not null) as countries,
    (select count(*)::int from tax_region where deleted_at is null) as tax_regions,
    (select count(*)::int from fulfillment_set where deleted_at is null) as fulfillment_sets,
    (select count(*)::int from service_zone where deleted_at is null) as service_zones,
    (select count(*)::int from shipping_option where deleted_at is null) as shipping_options,
    (select count(*)::int from price where deleted_at is null) as prices,
    (select array_agg(currency_code order by currency_code) from store_currency where deleted_at is null) as currencies,
    (select count(*)::int from store s join stock_location l on l.id = s.default_location_id) as stores_with_location`

let database: TestDatabase
let owner: Client

beforeAll(async () => {
  database = await createDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await database.drop()
})

const runScriptsAgain = async (): Promise<void> => {
  await owner.query("delete from script_migrations where script_name like 'create-selling-defaults%'")
  const env = storeEnvironment(database.runtimeUrl, { DATABASE_DIRECT_URL: database.ownerUrl })
  await runMedusa(["db:migrate:scripts"], { folder: currentRun().folder, env })
}

const counts = async (): Promise<unknown> => (await owner.query(COUNTS)).rows[0]

describe("the selling defaults", () => {
  it("give each currency a region, shipping and a place to ship from, once however often they run", async () => {
    const expected = {
      locations: 1,
      regions: 3,
      countries: 30,
      tax_regions: 30,
      fulfillment_sets: 1,
      service_zones: 3,
      shipping_options: 3,
      prices: 9,
      currencies: ["eur", "gbp", "usd"],
      stores_with_location: 1,
    }
    expect(await counts()).toEqual(expected)

    // What a killed run left out is made up for, and what a person has changed stays.
    await owner.query(
      "delete from shipping_option where service_zone_id in (select id from service_zone where name = 'United Kingdom')"
    )
    await owner.query("delete from tax_region where country_code = 'se'")
    await owner.query("update region set name = 'Europe' where currency_code = 'eur'")
    await runScriptsAgain()
    expect(await counts()).toMatchObject({ ...expected, prices: 12 })
    const { rows } = await owner.query("select name from region where currency_code = 'eur'")
    expect(rows).toEqual([{ name: "Europe" }])
  }, 120_000)
})
