import { textAt, versionOf } from "../erp-record"
import { basic, bearer, byHeader, credential } from "../http/authorisation"
import { JsonClient, type Authorisation } from "../http/json-client"
import { linkPaging } from "../link-paging"
import { readErp, type Erp } from "../read-erp"
import type { ReadRequest, SourceDefinition } from "../source"
import { withPricesAndStock } from "./conditions"
import { expanded, fetchPage, withoutNavigation } from "./odata"
import { changedAt, fieldsOf, type SapProduct } from "./records"
import { sapSettings, type SapSettings } from "./settings"

/** SAP S/4HANA: products of `API_PRODUCT_SRV` (OData V2), with prices and stock of their own services when configured. */
export const sap: SourceDefinition<SapSettings> = {
  kind: "sap",
  settings: sapSettings,
  credentials: { username: "optional", password: "optional", token: "optional", api_key: "optional" },
  hasDelta: true,
  repeatedSkus: "last_wins",
  open: (settings, credentials, { http }) => {
    const authorisation = inClient(settings.sap_client, authorisationOf(settings.auth, credentials))
    return {
      read: (request) => {
        const client = new JsonClient({ baseUrl: settings.base_url, surroundings: http, authorisation })
        return readErp(products(client, settings, http.now, request), request)
      },
    }
  },
}

const authorisationOf = (auth: SapSettings["auth"], credentials: Readonly<Record<string, string>>): Authorisation => {
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  return auth === "api_key" ? byHeader("apikey", credential(credentials, "api_key")) : basic(credentials)
}

/** Links to further pages may have lost the client, and another client's products would follow; so every request names it. */
const inClient = (client: string | undefined, authorisation: Authorisation): Authorisation => ({
  ...authorisation,
  headers: async (...request) => ({
    ...(await authorisation.headers(...request)),
    ...(client ? { "sap-client": client } : {}),
  }),
})

const products = (
  client: JsonClient,
  settings: SapSettings,
  now: () => number,
  { signal }: ReadRequest
): Erp<SapProduct, string> => ({
  client,
  now,
  overlapMinutes: settings.overlap_minutes,
  changedAt,
  original: ({ record, descriptions }) => ({ ...record, to_Description: descriptions }),
  fields: (product) => fieldsOf(product, settings.languages),
  paging: (since) => {
    const today = new Date(now()).toISOString().slice(0, 10)
    const fetch = async (url: URL) => {
      const { records, ...page } = await fetchPage(client, url, signal)
      const found = records.map((record): SapProduct => {
        const descriptions = expanded(record, "to_Description")
        return { record: withoutNavigation(record), descriptions, prices: [], stock: null }
      })
      return { ...page, records: await withPricesAndStock({ client, settings, signal, today }, found) }
    }
    return linkPaging(client, firstPage(client, settings, since), fetch, {
      idOf: ({ record }) => textAt(record, "Product"),
      versionOf,
    })
  },
})

const firstPage = (client: JsonClient, settings: SapSettings, since: Date | null): URL => {
  const changed = since && `LastChangeDateTime gt datetimeoffset'${since.toISOString().slice(0, 19)}Z'`
  const conditions = [changed, settings.filter && `(${settings.filter})`].filter((condition) => condition)
  return client.url("API_PRODUCT_SRV/A_Product", {
    ...(conditions.length > 0 ? { $filter: conditions.join(" and ") } : {}),
    $expand: "to_Description",
    $inlinecount: "allpages",
    $format: "json",
    ...(settings.sap_client ? { "sap-client": settings.sap_client } : {}),
  })
}
