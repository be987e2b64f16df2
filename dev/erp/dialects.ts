import { businessCentral } from "./business-central/business-central"
import type { Dialect } from "./dialect"
import { erpnext } from "./erpnext/erpnext"
import { netsuite } from "./netsuite/netsuite"
import { odoo } from "./odoo/odoo"
import { oracle } from "./oracle/oracle"
import { rest } from "./rest/rest"
import { sap } from "./sap/sap"

/** Every ERP that can be stood in for, by the name of its source. */
export const DIALECTS = {
  sap,
  "business-central": businessCentral,
  odoo,
  netsuite,
  oracle,
  erpnext,
  rest,
} as const satisfies Readonly<Record<string, Dialect>>

export type DialectKind = keyof typeof DIALECTS

export const DIALECT_KINDS = Object.keys(DIALECTS) as DialectKind[]
