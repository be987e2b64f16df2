import { businessCentral } from "./business-central"
import { erpnext } from "./erpnext"
import { netsuite } from "./netsuite"
import { odoo } from "./odoo"
import { oracle } from "./oracle"
import { rest } from "./rest"
import { sap } from "./sap"
import type { SourceDefinition } from "./source"
import { storedFile } from "./stored-file"

/** Every kind of source that a feed may have. A new source adds its line here and nothing else. */
const DEFINITIONS: readonly SourceDefinition[] = [
  storedFile,
  sap,
  businessCentral,
  odoo,
  netsuite,
  oracle,
  erpnext,
  rest,
]

/** The definition of each kind. */
export const SOURCES: ReadonlyMap<string, SourceDefinition> = new Map(
  DEFINITIONS.map((definition) => [definition.kind, definition])
)
