import { setTimeout as pause } from "node:timers/promises"
import { store } from "../../harness"

/** A run as the Admin API shows it. */
export type RunBody = {
  id: string
  state: string
  rows_read: number
  rows_created: number
  rows_updated: number
  rows_deactivated: number
  rows_reactivated: number
  rows_unchanged: number
  rows_rejected: number
  error: { code: string; message: string } | null
}

/** A row that a run left out, as the Admin API shows it. */
export type RowErrorBody = {
  row_number: number
  column: string | null
  code: string
  message: string
  sku: string | null
}

const RUN_TIMEOUT_MS = 60_000
const ENDED = ["completed", "failed", "cancelled"]

/** A multipart request body with one file in the field `file`. */
export const fileForm = (content: string | Uint8Array<ArrayBuffer>, name = "items.csv"): FormData => {
  const form = new FormData()
  form.set("file", new Blob([content], { type: "text/csv" }), name)
  return form
}

/** Waits for the end of a run, whatever it is. */
export const endOf = async (runId: string): Promise<RunBody> => {
  const deadline = Date.now() + RUN_TIMEOUT_MS
  for (;;) {
    const { body } = await store.admin.get<{ feed_run: RunBody }>(`/admin/feed-runs/${runId}`)
    if (ENDED.includes(body.feed_run.state)) return body.feed_run
    if (Date.now() > deadline) throw new Error(`Run ${runId} did not end: ${JSON.stringify(body.feed_run)}`)
    await pause(100)
  }
}

/** Imports a file into a catalog and answers the ended run. */
export const importFile = async (
  catalogId: string,
  content: string | string[] | Uint8Array<ArrayBuffer>
): Promise<RunBody> => {
  const body = fileForm(Array.isArray(content) ? content.join("\n") : content)
  const answer = await store.admin.post<{ feed_run: RunBody }>(`/admin/catalogs/${catalogId}/imports`, body)
  if (answer.status !== 202) throw new Error(`The import was refused: ${JSON.stringify(answer.body)}`)
  return await endOf(answer.body.feed_run.id)
}

/** Why rows of a run were left out. */
export const rowErrorsOf = async (runId: string): Promise<RowErrorBody[]> =>
  (await store.admin.get<{ errors: RowErrorBody[] }>(`/admin/feed-runs/${runId}/errors?limit=1000`)).body.errors
