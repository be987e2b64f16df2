import { textAt, versionOf } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { basic, bearer, byHeader, credential, withHeader } from "../http/authorisation"
import type { Authorisation, JsonClient } from "../http/json-client"
import { linkPaging } from "../link-paging"
import { withPricesAndStock } from "./conditions"
import { expanded, fetchPage, withoutNavigation } from "./odata"
import { changedAt, fieldsOf, type SapProduct } from "./records"
import { sapSettings, type SapSettings } from "./settings"

const authorisationOf = (auth: SapSettings["auth"], credentials: Readonly<Record<string, string>>): Authorisation => {
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  return auth === "api_key" ? byHeader("apikey", credential(credentials, "api_key")) : basic(credentials)
}

const products = ({ client, settings, signal, now }: ErpAccess<SapSettings>): ErpList<SapProduct, string> => ({
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

/** SAP S/4HANA: products of `API_PRODUCT_SRV` (OData V2), with prices and stock of their own services when configured. */
export const sap = erpSource({
  kind: "sap",
  settings: sapSettings,
  credentials: { username: "optional", password: "optional", token: "optional", api_key: "optional" },
  // Links to further pages may have lost the client, and another client's products would follow.
  authorise: ({ auth, sap_client }, credentials) =>
    withHeader("sap-client", sap_client, authorisationOf(auth, credentials)),
  list: products,
})
