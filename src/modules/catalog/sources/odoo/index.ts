import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { bearer, credential, withHeader } from "../http/authorisation"
import { instantOfText } from "../source-time"
import { odooPaging, type OdooPlace, type OdooProduct } from "./paging"
import { fieldsOf } from "./records"
import { odooSettings, type OdooSettings } from "./settings"

const products = ({ client, settings, signal }: ErpAccess<OdooSettings>): ErpList<OdooProduct, OdooPlace> => ({
  changedAt: ({ write_date }) => instantOfText(write_date),
  fields: (record) => fieldsOf(record, settings),
  paging: (since) => odooPaging({ client, signal, pageSize: settings.page_size, since }),
})

/** Odoo 19: product variants of the JSON-2 API, archived ones included. Deleted ones show in a full run only. */
export const odoo = erpSource({
  kind: "odoo",
  settings: odooSettings,
  credentials: { api_key: "required" },
  authorise: ({ database }, credentials) =>
    withHeader("x-odoo-database", database, bearer(credential(credentials, "api_key"), "bearer")),
  list: products,
})
