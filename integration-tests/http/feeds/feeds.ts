import { setTimeout as pause } from "node:timers/promises"
import { store, unique } from "../../harness"
import { fileForm, type RunBody } from "../catalogs/imports"

/** A feed as the Admin API shows it. */
export type FeedBody = {
  id: string
  catalog_id: string
  kind: string
  settings: Record<string, unknown>
  credentials: Record<string, string>
  guards: Record<string, unknown>
  schedule: string | null
  absence_grace_runs: number
  cursor: unknown
  has_hook_secret: boolean
  is_active: boolean
}

/** A run of a feed as the Admin API shows it. */
export type FeedRunBody = RunBody & {
  catalog_id: string
  feed_id: string | null
  mode: string
  trigger: string
  dry_run: boolean
  plan: Record<string, number> | null
  findings: { code: string; message: string }[] | null
  progress: number
  rows_per_second: number | null
  eta_seconds: number | null
  retry_of: string | null
  approved_by: string | null
}

/** Creates a catalog and answers its id. */
export const createCatalog = async (fields: object = {}): Promise<string> => {
  const body = { name: unique("catalog"), type: "erp", ...fields }
  return (await store.admin.post<{ catalog: { id: string } }>("/admin/catalogs", body)).body.catalog.id
}

/** Creates a feed of stored files, in a catalog of its own unless one is given. */
export const createFeed = async (fields: object = {}): Promise<FeedBody> => {
  const body = { catalog_id: await createCatalog(), kind: "file", name: unique("feed"), ...fields }
  const answer = await store.admin.post<{ feed: FeedBody }>("/admin/feeds", body)
  if (answer.status !== 201) throw new Error(`The feed was refused: ${JSON.stringify(answer.body)}`)
  return answer.body.feed
}

/** Uploads a file for a feed, and answers the run as it was when it was accepted. */
export const upload = async (feed: FeedBody, lines: string[], fields: Record<string, string> = {}) => {
  const form = fileForm(lines.join("\n"))
  for (const [name, value] of Object.entries({ feed_id: feed.id, ...fields })) form.set(name, value)
  return store.admin.post<{ feed_run: FeedRunBody }>(`/admin/catalogs/${feed.catalog_id}/imports`, form)
}

/** Waits until a run is in one of the states. */
export const until = async (runId: string, ...states: string[]): Promise<FeedRunBody> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const { body } = await store.admin.get<{ feed_run: FeedRunBody }>(`/admin/feed-runs/${runId}`)
    if (states.includes(body.feed_run.state)) return body.feed_run
    if (Date.now() > deadline) throw new Error(`Run ${runId} stays ${JSON.stringify(body.feed_run)}`)
    await pause(50)
  }
}

/** Uploads a file for a feed and waits until its run has ended, or waits itself. */
export const runFile = async (feed: FeedBody, lines: string[], fields: Record<string, string> = {}) => {
  const { status, body } = await upload(feed, lines, fields)
  if (status !== 202) throw new Error(`The upload was refused: ${JSON.stringify(body)}`)
  return until(body.feed_run.id, "completed", "failed", "cancelled", "awaiting_approval")
}

/** A file with so many items at one price. */
export const itemLines = (count: number, price = "10"): string[] => [
  "sku,name,price:usd",
  ...Array.from({ length: count }, (_, index) => `SKU-${index},Item ${index},${price}`),
]
