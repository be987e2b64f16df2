import { setTimeout as pause } from "node:timers/promises"
import { StartErrors } from "../lifecycle/errors"
import type { AdminApi } from "./admin-api"

type Run = {
  readonly id: string
  readonly state: string
  readonly rows_rejected: number
  readonly error: { readonly message: string } | null
}

const POLL_MS = 250
const PATIENCE_MS = 10 * 60_000
const UNHAPPY_ENDS = ["failed", "cancelled", "awaiting_approval"]

/** Posts a file to a catalog and waits until its run has published every row. */
export const importFile = async (
  api: AdminApi,
  catalog: { readonly id: string; readonly name: string },
  file: { readonly name: string; readonly content: Buffer<ArrayBuffer> }
): Promise<void> => {
  const form = new FormData()
  form.append("file", new Blob([file.content], { type: "text/csv" }), file.name)
  let { feed_run: run } = await api.post<{ feed_run: Run }>(`/admin/catalogs/${catalog.id}/imports`, form)
  const deadline = Date.now() + PATIENCE_MS
  while (run.state !== "completed") {
    if (UNHAPPY_ENDS.includes(run.state)) {
      throw StartErrors.importFailed(catalog.name, run.error?.message ?? `the run ended as ${run.state}`)
    }
    if (Date.now() > deadline) throw StartErrors.importFailed(catalog.name, `it is still ${run.state} after 10 minutes`)
    await pause(POLL_MS)
    ;({ feed_run: run } = await api.get<{ feed_run: Run }>(`/admin/feed-runs/${run.id}`))
  }
  if (run.rows_rejected > 0) throw StartErrors.importFailed(catalog.name, `${run.rows_rejected} rows were rejected`)
}
