import { MedusaError } from "@medusajs/framework/utils"
import { PostgresErrors } from "./errors"
import type { Executor } from "./executor"
import { findUnsecuredTables } from "./row-level-security"

const PRIVILEGES = `
  select current_user::text as role,
         r.rolsuper as "isSuperuser",
         r.rolbypassrls as "bypassesRls",
         exists (select from pg_class c
                  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                    and pg_has_role(c.relowner, 'usage')) as "ownsTables",
         exists (select from pg_class c
                  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')) as "hasTables"
    from pg_roles r
   where r.rolname = current_user`

type Privileges = {
  role: string
  isSuperuser: boolean
  bypassesRls: boolean
  ownsTables: boolean
  hasTables: boolean
}

const describePower = ({ isSuperuser, bypassesRls, ownsTables }: Privileges): string | undefined => {
  if (isSuperuser) return "is a superuser"
  if (bypassesRls) return "bypasses row-level security"
  return ownsTables ? "owns the tables" : undefined
}

/** How strictly the runtime's role is judged. */
export type RuntimeRules = { production: boolean; allowOwner: boolean; warn: (message: string) => void }

/**
 * Checks that the server or worker runs as a role that row-level security holds, over tables that all carry the
 * runtime's policy. Production stops at the first breach; elsewhere it is a warning.
 */
export const checkRuntimeRole = async (db: Executor, rules: RuntimeRules): Promise<void> => {
  const report = (message: string, code: string): void => {
    if (rules.production) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, message, code)
    rules.warn(message)
  }
  const [privileges] = await db.rows<Privileges>(PRIVILEGES)
  if (!privileges?.hasTables) throw PostgresErrors.notMigrated()
  const power = describePower(privileges)
  if (power && !rules.allowOwner) {
    report(
      `The role ${privileges.role} of DATABASE_URL ${power}, so row-level security does not hold it: ` +
        "connect as galleria_app, or set DATABASE_ALLOW_OWNER_RUNTIME=true",
      "runtime_owns_tables"
    )
  }
  const unsecured = await findUnsecuredTables(db)
  if (unsecured.length === 0) return
  report(
    `Without the runtime's row-level security policy: ${unsecured.join(", ")}. Run npm run migrate`,
    "unsecured_tables"
  )
}
