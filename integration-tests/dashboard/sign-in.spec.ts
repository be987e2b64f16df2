import { chromium, type Browser } from "playwright-core"
import { buildStore, describeWith, pathOf, startStore, store, unique, type OwnStore } from "../harness"

const BUILD_AND_START_MS = 600_000
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

describeWith("chromium")("the dashboard of a built store over plain http on loopback", () => {
  let built: OwnStore
  let browser: Browser
  const stops: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const env = { ADMIN_DISABLED: "false", LOOPBACK_HTTP: "true" }
    built = await startStore({ build: await buildStore(), env })
    stops.push(() => built.stop())
    browser = await chromium.launch({ executablePath: pathOf("chromium"), args: FLAGS })
    stops.push(() => browser.close())
  }, BUILD_AND_START_MS)

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })

  it("signs the operator in and shows the products", async () => {
    const title = unique("Enamel mug")
    const product = await built.admin.post("/admin/products", { title, options: [{ title: "Size", values: ["One"] }] })
    expect(product.status).toBe(200)

    const page = await browser.newPage()
    const failures: string[] = []
    page.on("pageerror", (error) => failures.push(error.message))
    await page.goto(`${built.url}/app/products`)
    await page.fill("input[name=email]", built.login.email)
    await page.fill("input[name=password]", built.login.password)
    await page.click("button[type=submit]")
    await page.getByText(title).first().waitFor()
    expect(new URL(page.url()).pathname).toBe("/app/products")
    expect(failures).toEqual([])
    await page.close()
  })

  it("refuses a wrong password", async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${built.url}/app/login`)
    await page.fill("input[name=email]", built.login.email)
    await page.fill("input[name=password]", "not the password")
    await page.click("button[type=submit]")
    await page.getByText("Invalid email or password").waitFor()
    expect(new URL(page.url()).pathname).toBe("/app/login")
    await page.close()
  })
})

describe("a store that serves no dashboard", () => {
  it("answers 404 where it would be", async () => {
    const { status } = await store.request("/app/login")
    expect(status).toBe(404)
  })
})
