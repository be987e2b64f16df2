import { readAll, useStand } from "../../__tests__/reading"
import { json } from "../../http/__tests__/stand"
import { oracle } from ".."

const ITEM = {
  ItemId: 300100000000123,
  OrganizationId: 204,
  ItemNumber: "AS54888",
  ItemDescription: "Standard Desktop",
  ItemStatusValue: "Active",
  PrimaryUOMValue: "Each",
  LastUpdateDateTime: "2026-01-01T00:00:00.000+00:00",
}

const { stand, asked } = useStand()
const page = (items: object[], more = {}) => json({ items, count: items.length, hasMore: false, ...more })
const read = ({ settings = {}, ...reading }: Parameters<typeof readAll>[2] = {}) =>
  readAll(oracle, stand.origin, { settings, credentials: { username: "ann", password: "s3cret" }, ...reading })

it("reads an item, and turns it off by its status", async () => {
  stand.answers(page([ITEM, { ...ITEM, ItemId: 2, ItemNumber: "B", ItemStatusValue: "Inactive" }]))
  const { rows, rejections, cursor } = await read()
  expect(rejections).toEqual([])
  expect(rows).toMatchObject([
    {
      sku: "AS54888",
      name: "Standard Desktop",
      isActive: true,
      prices: {},
      stock: null,
      raw: { ItemId: "300100000000123" },
    },
    { sku: "B", isActive: false },
  ])
  expect(cursor?.["changed_until"]).toMatch(/^2025-12-31T23:59:5|^2026-01-01T00:00:00/)
})

it("asks for changes in the words of q, in an order that no change disturbs", async () => {
  stand.answers(page([]))
  await read({
    mode: "delta",
    cursor: { changed_until: "2026-01-01T00:00:00.000Z" },
    settings: { organization_code: "V1", filter: 'ItemClass = "Finished"' },
  })
  expect(asked()).toEqual([
    {
      path: "/fscmRestApi/resources/11.13.18.05/itemsV2",
      query: {
        q: 'OrganizationCode = "V1";LastUpdateDateTime > "2025-12-31T23:50:00Z";ItemClass = "Finished"',
        orderBy: "ItemId:asc",
        onlyData: "true",
        totalResults: "true",
        limit: "500",
        offset: "0",
      },
    },
  ])
})

it("lets its pages overlap, to prove that they join", async () => {
  const items = Array.from({ length: 25 }, (_, index) => ({ ...ITEM, ItemId: index, ItemNumber: `A${index}` }))
  stand.answers((req, res) => {
    const { searchParams } = new URL(req.url ?? "", stand.origin)
    const [offset, limit] = [Number(searchParams.get("offset")), Number(searchParams.get("limit"))]
    page(items.slice(offset, offset + limit), { hasMore: offset + limit < items.length, totalResults: 25 })(req, res)
  })
  const { rows } = await read({ settings: { page_size: 10 } })
  expect(rows.map(({ sku }) => sku)).toEqual(items.map(({ ItemNumber }) => ItemNumber))
  expect(asked().map(({ query }) => query["offset"])).toEqual(["0", "9", "18"])
})

it("takes an address that names the version already, and another way to sign in", async () => {
  stand.answers(json({ access_token: "t1" }), page([ITEM]))
  const token = { url: `${stand.origin}/oauth/token`, client_id: "app" }
  const settings = {
    base_url: `${stand.origin}/fscmRestApi/resources/11.13.18.05`,
    auth: "client_credentials",
    token,
  }
  await read({ settings, credentials: { client_secret: "s3cret" } })
  expect(asked().map(({ path }) => path)).toEqual(["/oauth/token", "/fscmRestApi/resources/11.13.18.05/itemsV2"])
  expect(stand.requests[1]?.headers.authorization).toBe("Bearer t1")
  expect(() => oracle.settings.parse({ base_url: stand.origin, auth: "client_credentials" })).toThrow(
    "needed with auth"
  )
})
