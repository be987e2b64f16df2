import type { Executor } from "../../src/postgres/executor"
import { StartError } from "../lifecycle/errors"

const MIGRATED = "select to_regclass('public.catalog_item') is not null as is_migrated"
const GENERATED = "select count(*)::int as clients from client where settings ? 'generated' and deleted_at is null"

/** Throws when the database is not migrated, or has generated data already. */
export const requireEmpty = async (db: Executor): Promise<void> => {
  const [state] = await db.rows<{ is_migrated: boolean }>(MIGRATED)
  if (!state?.is_migrated) throw new StartError("The database has no tables of Galleria's: run npm run migrate first.")
  const [generated] = await db.rows<{ clients: number }>(GENERATED)
  if (!generated?.clients) return
  throw new StartError(
    `This database has generated data already (${generated.clients} clients), so nothing was changed. ` +
      "Take a fresh database; npm start makes one when .data is deleted."
  )
}
