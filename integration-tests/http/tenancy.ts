import { store, unique } from "../harness"

/** A client as the Admin API shows it. */
export type ClientBody = {
  id: string
  name: string
  slug: string
  tier: string
  is_active: boolean
  settings: unknown
  address: unknown
}

/** A site as the Admin API shows it. */
export type SiteBody = {
  id: string
  name: string
  status: string
  branding: unknown
  currency_code: string
  time_zone: string
  region_id: string
  catalog_id: string | null
  updated_at: string
  sales_channel_id: string
  client: { id: string; name: string; slug: string }
  domains: { domain: string; is_primary: boolean }[]
  publishable_key: { id: string; token: string }
}

/** What an error answers with. */
export type ErrorBody = { code?: string; type: string; message: string }

const made = async <Body>(path: string, body: object): Promise<Body> => {
  const answer = await store.admin.post<Body>(path, body)
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Creates a client with a name of its own. */
export const createClient = async (fields: object = {}): Promise<ClientBody> => {
  const name = unique("client")
  return (await made<{ client: ClientBody }>("/admin/clients", { name, slug: name, ...fields })).client
}

/** A domain that no other suite uses. */
export const newDomain = (): string => `${unique("shop")}.example`

/** Creates an open site, of a client of its own unless one is given. */
export const createSite = async (fields: { client_id?: string; [field: string]: unknown } = {}): Promise<SiteBody> => {
  const client_id = fields.client_id ?? (await createClient()).id
  const site = { name: unique("site"), status: "active", currency_code: "usd", domains: [newDomain()] }
  return (await made<{ site: SiteBody }>("/admin/sites", { ...site, ...fields, client_id })).site
}

/** The first of a site's domains, its primary one. */
export const domainOf = (site: SiteBody): string => site.domains.find(({ is_primary }) => is_primary)?.domain ?? ""

/** Places an order in the channel of a site as the dashboard does, and answers its id. */
export const placeOrder = async (site: SiteBody): Promise<string> => {
  const { region_id, sales_channel_id } = site
  const email = `${unique("ada")}@example.com`
  const { draft_order } = await made<{ draft_order: { id: string } }>("/admin/draft-orders", {
    ...{ region_id, sales_channel_id, email },
    items: [{ title: "A card", quantity: 1, unit_price: 5 }],
  })
  await made(`/admin/draft-orders/${draft_order.id}/convert-to-order`, {})
  return draft_order.id
}

/** The Store API with a site's key: the status and the body of the answer. */
export const asShopper = async <Body = ErrorBody>(
  site: SiteBody,
  path: string,
  init: { method?: string; body?: object; headers?: Record<string, string> } = {}
): Promise<{ status: number; body: Body }> => {
  const response = await store.request(path, {
    method: init.method ?? "GET",
    headers: {
      "x-publishable-api-key": site.publishable_key.token,
      "content-type": "application/json",
      ...init.headers,
    },
    ...(init.body ? { body: JSON.stringify(init.body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Body }
}

/** The status of a request to the Admin API without a token. */
export const asNobody = async (method: string, path: string): Promise<number> =>
  (
    await store.request(path, {
      method,
      headers: { "content-type": "application/json" },
      body: method === "POST" ? "{}" : null,
    })
  ).status
