import { textAt, versionOf } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { basic, bearer, byHeader, credential, withHeader } from "../http/authorisation"
import type { Authorisation } from "../http/json-client"
import { offsetPaging } from "../offset-paging"
import { withPricesAndStock } from "./conditions"
import { expanded, fetchPage, withoutNavigation } from "./odata"
import { changedAt, fieldsOf, type SapProduct } from "./records"
import { sapSettings, type SapSettings } from "./settings"

const authorisationOf = (auth: SapSettings["auth"], credentials: Readonly<Record<string, string>>): Authorisation => {
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  return auth === "api_key" ? byHeader("apikey", credential(credentials, "api_key")) : basic(credentials)
}

const products = ({ client, settings, signal, now }: ErpAccess<SapSettings>): ErpList<SapProduct, number> => ({
  changedAt,
  original: ({ record, descriptions }) => ({ ...record, to_Description: descriptions }),
  fields: (product) => fieldsOf(product, settings.languages),
  paging: (since) => {
    const today = new Date(now()).toISOString().slice(0, 10)
    const pageSize = settings.page_size
    const list = { client, path: "API_PRODUCT_SRV/A_Product", query: queryOf(settings, since), pageSize, signal }
    const fetch = async (offset: number) => {
      const { records, ...page } = await fetchPage(list, offset)
      const found = records.map((record): SapProduct => {
        const descriptions = expanded(record, "to_Description")
        return { record: withoutNavigation(record), descriptions, prices: [], stock: null }
      })
      return { ...page, records: await withPricesAndStock({ client, settings, signal, today }, found) }
    }
    return offsetPaging(pageSize, fetch, { idOf: ({ record }) => textAt(record, "Product"), versionOf })
  },
})

/** Sorted by what never changes, so that a change during the crawl moves no other product. */
const queryOf = (settings: SapSettings, since: Date | null): Record<string, string> => {
  const changed = since && `LastChangeDateTime gt datetimeoffset'${since.toISOString().slice(0, 19)}Z'`
  const conditions = [changed, settings.filter && `(${settings.filter})`].filter((condition) => condition)
  return {
    ...(conditions.length > 0 ? { $filter: conditions.join(" and ") } : {}),
    $expand: "to_Description",
    $orderby: "Product",
    ...(settings.sap_client ? { "sap-client": settings.sap_client } : {}),
  }
}

/** SAP S/4HANA: products of `API_PRODUCT_SRV` (OData V2), with prices and stock of their own services when configured. */
export const sap = erpSource({
  kind: "sap",
  settings: sapSettings,
  credentials: { username: "optional", password: "optional", token: "optional", api_key: "optional" },
  // Services that are asked for prices and stock see the same client.
  authorise: ({ auth, sap_client }, credentials) =>
    withHeader("sap-client", sap_client, authorisationOf(auth, credentials)),
  list: products,
})
