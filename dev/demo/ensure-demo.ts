import { join } from "node:path"
import type { Checkout } from "../lifecycle/checkout"
import type { Launcher } from "../lifecycle/launcher"
import type { Narrator } from "../lifecycle/narrator"
import type { ProgressRecord } from "../lifecycle/progress-record"
import { type AdminApi, type AdminLogin, signIn } from "./admin-api"
import { isDemoWelcome, seedDemo } from "./seed"

type DemoStore = {
  readonly checkout: Checkout
  readonly url: string
  readonly login: AdminLogin
  readonly databaseId: string
}

type Tools = { readonly launcher: Launcher; readonly narrator: Narrator; readonly progress: ProgressRecord }

const DONE = "yes"

const ensureAdmin = async ({ checkout, url, login }: DemoStore, { launcher, narrator }: Tools) => {
  const known = await signIn(url, login)
  if (known) return known
  await narrator.during("Creating the first user of the dashboard", () =>
    launcher.run({
      name: "admin-user",
      args: ["exec", join(checkout.root, "dev", "demo", "create-admin-user.ts")],
      cwd: checkout.serverFolder,
      env: { GALLERIA_ADMIN_EMAIL: login.email, GALLERIA_ADMIN_PASSWORD: login.password },
    })
  )
  return signIn(url, login)
}

const seed = async (api: AdminApi, narrator: Narrator): Promise<void> => {
  if (await isDemoWelcome(api)) await seedDemo(api, narrator)
  else narrator.say("This database has clients of its own: the demo is left out.")
}

/**
 * Creates the dashboard's first user and the demo, once for a database; whatever the operator changes or deletes
 * afterwards stays so. Answers the login, unless the database is somebody else's and doesn't know it.
 */
export const ensureDemo = async (store: DemoStore, tools: Tools): Promise<AdminLogin | undefined> => {
  const adminStep = `admin user of database ${store.databaseId}`
  const demoStep = `demo of database ${store.databaseId}`
  if (tools.progress.isDone(demoStep, DONE)) return tools.progress.isDone(adminStep, DONE) ? store.login : undefined

  const api = await ensureAdmin(store, tools)
  if (api) {
    tools.progress.markDone(adminStep, DONE)
    await seed(api, tools.narrator)
  } else tools.narrator.say("This database has users of its own: the demo is left out.")
  tools.progress.markDone(demoStep, DONE)
  return api && store.login
}
