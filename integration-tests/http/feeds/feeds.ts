import { store, unique, type Store } from "../../harness"
import { fileForm, type RunBody } from "../catalogs/imports"
import { eventually } from "./eventually"

/** A feed as the Admin API shows it. */
export type FeedBody = {
  id: string
  catalog_id: string
  name: string
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
  rows_expected: number
  progress: number
  rows_per_second: number | null
  eta_seconds: number | null
  retry_of: string | null
  approved_by: string | null
}

/** Creates a catalog and answers its id; like all below in the shared store, or in another one. */
export const createCatalog = async (at: Store = store, fields: object = {}): Promise<string> => {
  const body = { name: unique("catalog"), type: "erp", ...fields }
  return (await at.admin.post<{ catalog: { id: string } }>("/admin/catalogs", body)).body.catalog.id
}

/** Creates a feed of stored files, in a catalog of its own unless one is given. */
export const createFeed = async (fields: object = {}, at: Store = store): Promise<FeedBody> => {
  const body = { catalog_id: await createCatalog(at), kind: "file", name: unique("feed"), ...fields }
  const answer = await at.admin.post<{ feed: FeedBody }>("/admin/feeds", body)
  if (answer.status !== 201) throw new Error(`The feed was refused: ${JSON.stringify(answer.body)}`)
  return answer.body.feed
}

type Fields = Record<string, string>

/** Uploads a file for a feed, and answers the run as it was when it was accepted. */
export const upload = async (feed: FeedBody, lines: string[], fields: Fields = {}, at: Store = store) => {
  const form = fileForm(lines.join("\n"))
  for (const [name, value] of Object.entries({ feed_id: feed.id, ...fields })) form.set(name, value)
  return at.admin.post<{ feed_run: FeedRunBody }>(`/admin/catalogs/${feed.catalog_id}/imports`, form)
}

const RUN_TIMEOUT_MS = 60_000

/** Waits until a run of a store is in one of the states. */
export const untilAt = async (at: Store, runId: string, states: string[]): Promise<FeedRunBody> => {
  const look = () => at.admin.get<{ feed_run: FeedRunBody }>(`/admin/feed-runs/${runId}`)
  return (await eventually(look, ({ body }) => states.includes(body.feed_run.state), RUN_TIMEOUT_MS)).body.feed_run
}

/** The same for the shared store. */
export const until = (runId: string, ...states: string[]): Promise<FeedRunBody> => untilAt(store, runId, states)

/** Uploads a file for a feed and waits until its run has ended, or waits itself. */
export const runFile = async (feed: FeedBody, lines: string[], fields: Fields = {}, at: Store = store) => {
  const { status, body } = await upload(feed, lines, fields, at)
  if (status !== 202) throw new Error(`The upload was refused: ${JSON.stringify(body)}`)
  return untilAt(at, body.feed_run.id, ["completed", "failed", "cancelled", "awaiting_approval"])
}

/** A file with so many items at one price. */
export const itemLines = (count: number, price = "10"): string[] => [
  "sku,name,price:usd",
  ...Array.from({ length: count }, (_, index) => `SKU-${index},Item ${index},${price}`),
]

/** Headers with an administrator's token, for answers that are no JSON. */
export const adminHeaders = async (): Promise<Record<string, string>> => {
  const response = await store.request("/auth/user/emailpass", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(store.login),
  })
  return { authorization: `Bearer ${((await response.json()) as { token: string }).token}` }
}
