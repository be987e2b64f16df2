import { sign as signToken } from "jsonwebtoken"
import { createHmac, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto"
import { Quota } from "../../dev/erp/business-central/quota"
import { DIALECTS } from "../../dev/erp/dialects"
import { TOKENS } from "../../dev/erp/netsuite/oauth2"
import type { StandIn } from "../../dev/erp/stand-in"
import { onStandIn as on } from "./stand"
import { VirtualClock } from "./virtual-clock"

type Json = Record<string, unknown>

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`
const asJson = async <Body = Json>(answer: Promise<Response>): Promise<Body> => (await (await answer).json()) as Body

describe("the stand-in of SAP", () => {
  const authorization = basic(DIALECTS.sap.credentials.username, DIALECTS.sap.credentials.password)
  const ask = (erp: StandIn, query: string, set = "API_PRODUCT_SRV/A_Product") =>
    fetch(`${erp.baseUrl}/${set}?$format=json&${query}`, { headers: { authorization } })
  type Page = { d: { __count?: string; __next?: string; results: (Json & { Product: string })[] } }

  it("pages by links to a host of its own, to the end", () =>
    on("sap", async (erp) => {
      const skus: string[] = []
      let query = "$inlinecount=allpages"
      for (;;) {
        const { d } = await asJson<Page>(ask(erp, query))
        expect(d.__count).toBe("64")
        skus.push(...d.results.map(({ Product }) => Product))
        if (d.__next === undefined) break
        expect(d.__next).toMatch(/^https:\/\/vhcals4hci\.internal\.example:44300\/sap\/opu/)
        query = new URL(d.__next).search.slice(1)
      }
      expect(new Set(skus).size).toBe(64)
      expect(skus).toEqual(expect.arrayContaining(["TG11", "TG12", "SG35", "TG0011"]))
    }))

  it.each([
    [
      "$filter=LastChange gt datetimeoffset'2026-01-01T00:00:00Z'",
      /Property LastChange not found in type A_ProductType/,
    ],
    ["$filter=LastChangeDateTime gt datetime'2026-01-01T00:00:00'", /LastChangeDateTime is Edm.DateTimeOffset/],
    ["$filter=IsMarkedForDeletion eq 'X'", /IsMarkedForDeletion is Edm.Boolean/],
    ["$filter=GrossWeight gt '1'", /GrossWeight is Edm.Decimal/],
    ["$select=Product,Price", /Property Price not found/],
    ["$expand=to_Descriptions", /Navigation property to_Descriptions not found/],
    ["$orderby=Nothing desc", /Property Nothing not found/],
    ["$search=mug", /"\$search" is not supported/],
  ])("refuses what the real metadata does not know: %s", (query, message) =>
    on("sap", async (erp) => {
      const [first, second] = [await ask(erp, query), await ask(erp, query)]
      expect([first.status, second.status]).toEqual([400, 400])
      expect(await first.json()).toMatchObject({
        error: { message: { lang: "en", value: expect.stringMatching(message) } },
      })
      expect(second.headers.get("content-type")).toContain("application/xml")
    })
  )

  it("answers times, decimals, flags and descriptions as the service does, and XML to those who ask for nothing", () =>
    on("sap", async (erp) => {
      const { d } = await asJson<Page>(ask(erp, "$filter=Product eq 'TG11'&$expand=to_Description"))
      expect(d.results[0]).toMatchObject({
        GrossWeight: "0.000",
        IsMarkedForDeletion: false,
        LastChangeDateTime: "/Date(1570665600000+0000)/",
        to_Description: { results: expect.arrayContaining([expect.objectContaining({ Language: "EN" })]) },
        to_Plant: { __deferred: {} },
      })
      const plain = await fetch(`${erp.baseUrl}/API_PRODUCT_SRV/A_Product`, { headers: { authorization } })
      expect(plain.headers.get("content-type")).toContain("atom+xml")
      const selected = await asJson<Page>(ask(erp, "$select=Product&$expand=to_Description"))
      expect(selected.d.results[0]).not.toHaveProperty("to_Description")
    }))

  it("lets nobody in without credentials, and knows no other services", () =>
    on("sap", async (erp) => {
      const stranger = await fetch(`${erp.baseUrl}/API_PRODUCT_SRV/A_Product?$format=json`)
      expect(stranger.status).toBe(401)
      expect(stranger.headers.get("content-type")).toContain("html")
      expect((await ask(erp, "", "API_OTHER_SRV/A_Product")).status).toBe(403)
      expect((await ask(erp, "", "API_PRODUCT_SRV/A_Nothing")).status).toBe(404)
    }))

  it("keeps stock that nobody may sell apart", () =>
    on("sap", async (erp) => {
      const [{ sku, stock } = { sku: "", stock: 0 }] = erp.dataset.items.filter((item) => item.id > 1_000)
      type Stock = { d: { results: { InventoryStockType: string; MatlWrhsStkQtyInMatlBaseUnit: string }[] } }
      const { d } = await asJson<Stock>(
        ask(erp, `$filter=Material eq '${sku}'`, "API_MATERIAL_STOCK_SRV/A_MatlStkInAcctMod")
      )
      const free = d.results.filter(({ InventoryStockType }) => InventoryStockType === "01")
      expect(free.reduce((sum, row) => sum + Number(row.MatlWrhsStkQtyInMatlBaseUnit), 0)).toBe(stock)
      expect(d.results).toHaveLength(3)
    }))
})

describe("the stand-in of Business Central", () => {
  const { credentials, settings } = DIALECTS["business-central"]
  const items = (erp: StandIn, query = "", company: string = settings.company_id) =>
    `${erp.baseUrl}/api/v2.0/companies(${company})/items${query}`
  const tokenOf = async (erp: StandIn, changed: Json = {}): Promise<Response> =>
    fetch(erp.url + settings.token_path, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope: "https://api.businesscentral.dynamics.com/.default",
        ...credentials,
        ...changed,
      }),
    })
  const signIn = async (erp: StandIn): Promise<{ headers: Record<string, string> }> => {
    const { access_token } = (await (await tokenOf(erp)).json()) as { access_token: string }
    return { headers: { authorization: `Bearer ${access_token}` } }
  }

  it("gives tokens for the right secret, which last an hour", async () => {
    const clock = new VirtualClock()
    await on(
      "business-central",
      async (erp) => {
        expect((await tokenOf(erp, { client_secret: "wrong" })).status).toBe(401)
        const signedIn = await signIn(erp)
        expect((await fetch(items(erp), signedIn)).status).toBe(200)
        clock.pass(3_600_000)
        expect((await fetch(items(erp), signedIn)).status).toBe(401)
      },
      { clock }
    )
  })

  it("pages by links as the client wishes, and refuses $top, unknown companies and unknown names", () =>
    on("business-central", async (erp) => {
      const signedIn = await signIn(erp)
      const ask = (url: string) => fetch(url, { headers: { ...signedIn.headers, prefer: "odata.maxpagesize=25" } })
      type Page = { value: { number: string; lastModifiedDateTime: string }[]; "@odata.nextLink"?: string }
      const numbers: string[] = []
      for (let url: string | undefined = items(erp, "?$filter=blocked eq false"); url;) {
        const page: Page = await asJson<Page>(ask(url))
        expect(page.value.length).toBeLessThanOrEqual(25)
        numbers.push(...page.value.map(({ number }) => number))
        url = page["@odata.nextLink"]
      }
      expect(numbers.sort()).toEqual(
        erp.dataset.items
          .filter(({ isActive }) => isActive)
          .map(({ sku }) => sku)
          .sort()
      )
      expect((await ask(items(erp, "?$top=5"))).status).toBe(400)
      expect((await ask(items(erp, "?$filter=price gt 1"))).status).toBe(400)
      expect((await ask(items(erp, "?$filter=lastModifiedDateTime gt '2026'"))).status).toBe(400)
      expect((await ask(items(erp, "", "00000000-0000-0000-0000-000000000000"))).status).toBe(404)
    }))

  it("takes five requests at once", async () => {
    await on(
      "business-central",
      async (erp) => {
        const signedIn = await signIn(erp)
        const statuses = await Promise.all(
          Array.from({ length: 7 }, async () => (await fetch(items(erp), signedIn)).status)
        )
        expect(statuses.filter((status) => status === 429)).toHaveLength(2)
      },
      { latencyMs: 200 }
    )
  })

  it("counts 6,000 requests within five minutes, and no older ones", () => {
    const clock = new VirtualClock()
    const quota = new Quota(() => clock.now())
    const ask = (): boolean => {
      const isIn = quota.begin()
      if (isIn) quota.end()
      return isIn
    }
    expect(Array.from({ length: 6_001 }, ask).filter((isIn) => !isIn)).toHaveLength(1)
    clock.pass(300_001)
    expect(ask()).toBe(true)
  })
})

describe("the stand-in of Odoo", () => {
  const { credentials, settings } = DIALECTS.odoo
  const call = (erp: StandIn, body: Json, headers: Record<string, string> = {}) =>
    fetch(`${erp.url}/json/2/product.product/search_read`, {
      method: "POST",
      headers: {
        authorization: `bearer ${credentials.api_key}`,
        "x-odoo-database": settings.database,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify(body),
    })
  type Row = { id: number; default_code: string | false; write_date: string; active: boolean }

  it("hides what is archived, says false for nothing, and shows seconds though it sorts by more", () =>
    on("odoo", async (erp) => {
      erp.dataset.stampWithinSecond(Date.UTC(2026, 0, 1))
      const all = await asJson<Row[]>(call(erp, { order: "write_date asc", context: { active_test: false } }))
      const shown = await asJson<Row[]>(call(erp, { fields: ["default_code"] }))
      expect(all).toHaveLength(60)
      expect(shown.length).toBe(all.filter(({ active }) => active).length)
      expect(shown.length).toBeLessThan(60)
      expect(new Set(all.map(({ write_date }) => write_date))).toEqual(new Set(["2026-01-01 00:00:00"]))
      const ids = all.map(({ id }) => id)
      expect(ids).not.toEqual(ids.toSorted((a, b) => a - b))
      expect(JSON.stringify(all)).toContain('"barcode":false')
    }))

  it("refuses a wrong key, an unknown field and another database", () =>
    on("odoo", async (erp) => {
      const wrong = await call(erp, {}, { authorization: "bearer no" })
      expect([wrong.status, await wrong.json()]).toMatchObject([401, { message: "Invalid apikey" }])
      expect((await call(erp, { fields: ["sku"] })).status).toBe(500)
      expect((await call(erp, { domain: [["sku", "=", 1]] })).status).toBe(500)
      expect((await call(erp, {}, { "x-odoo-database": "other" })).status).toBe(404)
    }))
})

describe("the stand-in of NetSuite", () => {
  const { credentials } = DIALECTS.netsuite
  const sign = (url: string, secret: string, nonce = randomBytes(8).toString("hex")): string => {
    const { origin, pathname, searchParams } = new URL(url)
    const fields: Record<string, string> = {
      oauth_consumer_key: credentials.consumer_key,
      oauth_nonce: nonce,
      oauth_signature_method: "HMAC-SHA256",
      oauth_timestamp: String(Math.floor(Date.now() / 1000)),
      oauth_token: credentials.token_id,
    }
    const query = Object.entries({ ...fields, ...Object.fromEntries(searchParams) })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&")
    const base = ["POST", origin + pathname, query].map(encodeURIComponent).join("&")
    const signature = createHmac("sha256", `${secret}&${credentials.token_secret}`).update(base).digest("base64")
    const shown = { realm: credentials.account_id, ...fields, oauth_signature: signature }
    return `OAuth ${Object.entries(shown)
      .map(([name, value]) => `${name}="${encodeURIComponent(value)}"`)
      .join(", ")}`
  }
  const query = (erp: StandIn, q: string, paging = "limit=20&offset=0", headers: Record<string, string> = {}) => {
    const url = `${erp.url}/services/rest/query/v1/suiteql?${paging}`
    const authorization = sign(url, credentials.consumer_secret)
    const sent = { authorization, prefer: "transient", "content-type": "application/json", ...headers }
    return fetch(url, { method: "POST", headers: sent, body: JSON.stringify({ q }) })
  }
  type Page = { items: Record<string, string>[]; hasMore: boolean; totalResults: number }

  it("runs the query, and answers texts, days without times, and nothing for null", () =>
    on("netsuite", async (erp) => {
      const [{ sku } = { sku: "" }] = erp.dataset.items
      erp.dataset.change(sku, { barcode: "" })
      const sql = `SELECT id, itemid, upccode, isinactive, lastmodifieddate FROM item WHERE itemid = '${sku}' ORDER BY id`
      const { items } = await asJson<Page>(query(erp, sql))
      expect(items).toEqual([
        {
          links: [],
          id: expect.any(String),
          itemid: sku,
          isinactive: expect.stringMatching(/^[TF]$/),
          lastmodifieddate: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
        },
      ])
      const later =
        "SELECT itemid FROM item WHERE lastmodifieddate >= TO_DATE('2100-01-01 00:00:00', 'YYYY-MM-DD HH24:MI:SS')"
      expect(await asJson<Page>(query(erp, later))).toMatchObject({ items: [], hasMore: false, totalResults: 0 })
    }))

  it.each([
    ["SELECT sku FROM item", "limit=20&offset=0", /Field 'sku' .* was not found/],
    ["SELECT id FROM product", "limit=20&offset=0", /Record 'product' was not found/],
    ["SELECT id FROM item WHERE lastmodifieddate > '2026-01-01'", "limit=20&offset=0", /inconsistent datatypes/],
    ["SELECT id FROM item ORDER BY", "limit=20&offset=0", /Unexpected/],
    ["SELECT id FROM item", "limit=20&offset=5", /divisible by the limit/],
    ["SELECT id FROM item", "limit=2000&offset=0", /'limit'/],
  ])("refuses %s with %s", (sql, paging, detail) =>
    on("netsuite", async (erp) => {
      const answer = await query(erp, sql, paging)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ "o:errorDetails": [{ detail: expect.stringMatching(detail) }] })
    })
  )

  it("verifies the signature, takes each nonce once, and wants to be told that the query is transient", () =>
    on("netsuite", async (erp) => {
      const url = `${erp.url}/services/rest/query/v1/suiteql?limit=20&offset=0`
      const once = { authorization: sign(url, credentials.consumer_secret, "once") }
      expect((await query(erp, "SELECT id FROM item", "limit=20&offset=0", once)).status).toBe(200)
      expect((await query(erp, "SELECT id FROM item", "limit=20&offset=0", once)).status).toBe(401)
      const forged = { authorization: sign(url, "another") }
      expect((await query(erp, "SELECT id FROM item", "limit=20&offset=0", forged)).status).toBe(401)
      expect((await query(erp, "SELECT id FROM item", "limit=20&offset=0", { prefer: "respond-async" })).status).toBe(
        400
      )
    }))

  it("gives tokens of an hour for an assertion that is signed, meant for it, and no older or longer than allowed", async () => {
    const clock = new VirtualClock()
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    await on(
      "netsuite",
      async (erp) => {
        const iat = Math.floor(clock.now() / 1000)
        const right = {
          iss: credentials.client_id,
          scope: "rest_webservices",
          aud: erp.url + TOKENS,
          iat,
          exp: iat + 60,
        }
        const ask = (claims: Json = {}, key: KeyObject | string = credentials.private_key) => {
          const options = { algorithm: "ES256", keyid: credentials.certificate_id } as const
          const form = {
            grant_type: "client_credentials",
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client_assertion: signToken({ ...right, ...claims }, key, options),
          }
          return asJson(fetch(erp.url + TOKENS, { method: "POST", body: new URLSearchParams(form) }))
        }
        expect(await ask({}, stranger)).toEqual({ error: "invalid_client" })
        expect(await ask({ aud: "https://another.example" })).toEqual({ error: "invalid_client" })
        expect(await ask({ scope: "restlets" })).toEqual({ error: "invalid_scope" })
        expect(await ask({ exp: iat - 1 })).toEqual({ error: "invalid_grant" })
        expect(await ask({ exp: iat + 3_600 })).toEqual({ error: "invalid_grant" })
        const { access_token, ...more } = await ask()
        expect(more).toEqual({ expires_in: "3600", token_type: "Bearer" })
        const signedIn = { authorization: `Bearer ${String(access_token)}` }
        const read = async () => (await query(erp, "SELECT id FROM item", "limit=20&offset=0", signedIn)).status
        expect(await read()).toBe(200)
        clock.pass(3_600_000)
        expect(await read()).toBe(401)
      },
      { clock }
    )
  })
})

describe("the stand-in of Oracle Fusion", () => {
  const authorization = basic(DIALECTS.oracle.credentials.username, DIALECTS.oracle.credentials.password)
  const ask = (erp: StandIn, search: string) =>
    fetch(`${erp.baseUrl}/itemsV2?${search}`, { headers: { authorization } })
  type Page = { items: { ItemId: number; links?: unknown }[]; limit: number; hasMore: boolean }

  it("keeps an order only for those who ask for one, and no page above 500 rows", () =>
    on("oracle", async (erp) => {
      const ids = async (search: string) => (await asJson<Page>(ask(erp, search))).items.map(({ ItemId }) => ItemId)
      expect(await ids("limit=60")).not.toEqual(await ids("limit=60"))
      expect(await ids("limit=60&orderBy=ItemId")).toEqual(await ids("limit=60&orderBy=ItemId"))
      expect(await asJson<Page>(ask(erp, "limit=9999"))).toMatchObject({ limit: 500, hasMore: false })
      expect((await ask(erp, 'q=Changed > "2026-01-01T00:00:00Z"')).status).toBe(400)
      expect((await fetch(`${erp.baseUrl}/itemsV2`)).status).toBe(401)
    }))
})

describe("the stand-in of ERPNext", () => {
  const { credentials } = DIALECTS.erpnext
  const headers = { authorization: `token ${credentials.api_key}:${credentials.api_secret}` }
  const ask = (erp: StandIn, search = "") => fetch(`${erp.url}/api/resource/Item?${search}`, { headers })
  type List = { data: Record<string, string>[] }

  it("lists 20 names unless told otherwise, and times of its own zone", () =>
    on("erpnext", async (erp) => {
      const { data } = await asJson<List>(ask(erp))
      expect(data).toHaveLength(20)
      expect(Object.keys(data[0] ?? {})).toEqual(["name"])
      erp.dataset.stampAll(Date.UTC(2026, 0, 1))
      const dated = await asJson<List>(ask(erp, 'fields=["modified"]&limit_page_length=1'))
      expect(dated.data).toEqual([{ modified: "2026-01-01 05:30:00.000000" }])
      expect((await ask(erp, 'fields=["sku"]')).status).toBe(417)
      expect((await ask(erp, 'filters=[["sku","=","1"]]')).status).toBe(417)
      expect((await fetch(`${erp.url}/api/resource/Item`)).status).toBe(401)
    }))
})
