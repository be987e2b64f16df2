import { readAll, useStand } from "../../__tests__/reading"
import { json } from "../../http/__tests__/stand"
import { erpnext } from ".."

const CUP = {
  name: "CUP-1",
  item_name: "Cup",
  item_group: "Kitchen",
  description: "<p>Blue</p>",
  brand: "Acme",
  image: "/files/cup 1.png",
  disabled: 0,
  standard_rate: 4.5,
  modified: "2026-07-22 11:42:56.123456",
}

const { stand, asked } = useStand()
const page = (data: object[]) => json({ data })
const read = ({ settings = {}, ...reading }: Parameters<typeof readAll>[2] = {}) =>
  readAll(erpnext, stand.origin, {
    settings: { currency: "INR", time_zone: "Asia/Kolkata", ...settings },
    credentials: { api_key: "key", api_secret: "s3cret" },
    ...reading,
  })

it("reads an item, its times by the site's clock and its picture from the site", async () => {
  stand.answers(page([CUP]))
  const { rows, rejections, cursor } = await read()
  expect(rejections).toEqual([])
  expect(rows).toMatchObject([
    {
      sku: "CUP-1",
      name: "Cup",
      category: "Kitchen",
      brand: "Acme",
      prices: { inr: "4.5" },
      images: [`${stand.origin}/files/cup%201.png`],
      isActive: true,
      stock: null,
    },
  ])
  expect(cursor?.["changed_until"]).toMatch(/^2026-07-22T06:12:5/)
})

it("has no price at a rate of zero, no private picture, and turns off what is disabled", async () => {
  stand.answers(page([{ ...CUP, standard_rate: 0, image: "/private/files/a.png", disabled: 1 }]))
  expect((await read()).rows).toMatchObject([{ prices: {}, images: [], isActive: false }])
})

it("asks for changes by the site's clock, and a short page ends the list", async () => {
  stand.answers(page([CUP]))
  await read({ mode: "delta", cursor: { changed_until: "2026-07-22T06:30:00.000Z" } })
  expect(asked()).toHaveLength(1)
  expect(asked()[0]).toMatchObject({
    path: "/api/resource/Item",
    query: {
      filters: '[["modified",">","2026-07-22 11:50:00"]]',
      order_by: "name asc",
      limit_start: "0",
      limit_page_length: "500",
    },
  })
  expect(stand.requests[0]?.headers.authorization).toBe("token key:s3cret")
})

it("sums the quantities of the warehouses that are configured", async () => {
  stand.answers(
    page([CUP, { ...CUP, name: "CUP-2" }]),
    page([
      { item_code: "CUP-1", actual_qty: 3.5 },
      { item_code: "CUP-1", actual_qty: 1 },
    ])
  )
  const { rows } = await read({ settings: { stock: { warehouses: ["Main - A"] } } })
  expect(rows.map(({ stock }) => stock)).toEqual(["4.5", "0"])
  expect(asked()[1]).toMatchObject({
    path: "/api/resource/Bin",
    query: { filters: '[["item_code","in",["CUP-1","CUP-2"]],["warehouse","in",["Main - A"]]]' },
  })
})
