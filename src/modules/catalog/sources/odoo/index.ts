import { bearer, credential } from "../http/authorisation"
import { JsonClient, type Authorisation } from "../http/json-client"
import { readErp } from "../read-erp"
import type { SourceDefinition } from "../source"
import { instantOfText } from "../source-time"
import { odooPaging, type OdooPlace, type OdooProduct } from "./paging"
import { fieldsOf } from "./records"
import { odooSettings, type OdooSettings } from "./settings"

/** Odoo 19: product variants of the JSON-2 API, archived ones included. Deleted ones show in a full run only. */
export const odoo: SourceDefinition<OdooSettings> = {
  kind: "odoo",
  settings: odooSettings,
  credentials: { api_key: "required" },
  hasDelta: true,
  repeatedSkus: "last_wins",
  open: (settings, credentials, { http }) => {
    const authorisation = inDatabase(settings.database, bearer(credential(credentials, "api_key"), "bearer"))
    return {
      read: (request) => {
        const client = new JsonClient({ baseUrl: settings.base_url, surroundings: http, authorisation })
        const { page_size: pageSize, overlap_minutes: overlapMinutes } = settings
        const { signal } = request
        return readErp<OdooProduct, OdooPlace>(
          {
            client,
            now: http.now,
            overlapMinutes,
            changedAt: ({ write_date }) => instantOfText(write_date),
            original: (record) => record,
            fields: (record) => fieldsOf(record, settings),
            paging: (since) => odooPaging({ client, signal, pageSize, since }),
          },
          request
        )
      },
    }
  },
}

const inDatabase = (database: string | undefined, authorisation: Authorisation): Authorisation => ({
  ...authorisation,
  headers: async (...request) => ({
    ...(await authorisation.headers(...request)),
    ...(database ? { "x-odoo-database": database } : {}),
  }),
})
