import { setTimeout as pause } from "node:timers/promises"
import type { DialectKind } from "../../dev/erp/dialects"
import type { Fault } from "../../dev/erp/faults"
import { startStandIn, type StandIn } from "../../dev/erp/stand-in"
import { unique, type AdminClient } from "../harness"
import { feedOf, PAGE_ROWS } from "./sources"

const ITEMS = 90
const RUN_TIMEOUT_MS = 120_000

type Run = {
  readonly id: string
  readonly state: string
  readonly error: { readonly code: string; readonly message: string } | null
  readonly findings: readonly { readonly code: string }[] | null
  readonly rows_deactivated: number
  readonly rows_reactivated: number
  readonly rows_read: number
}

/** A catalog of a running store that is fed by a stand-in. */
export type FedCatalog = {
  readonly erp: StandIn
  readonly feedId: string
  /** Runs the feed while a fault is on, until the run has ended or waits for a person. */
  run(mode: "full" | "delta", fault?: Fault): Promise<Run>
  /** The skus of the items that are active. */
  active(): Promise<string[]>
  cancel(run: Run): Promise<number>
  /** Sets after how many absences more an item counts as gone. */
  setGrace(runs: number): Promise<number>
}

/** The skus that the ERP sells. */
export const sold = ({ erp }: FedCatalog): string[] =>
  erp.dataset.items
    .filter(({ isActive }) => isActive)
    .map(({ sku }) => sku)
    .sort()

/** Starts a stand-in and a catalog whose feed reads it, and takes what is absent once for gone. */
export const feedCatalog = async (admin: AdminClient, kind: DialectKind, elsewhere: string): Promise<FedCatalog> => {
  const erp = await startStandIn(kind, { items: ITEMS, pageRows: PAGE_ROWS, elsewhere })
  const catalog = { name: unique(kind), type: "erp" }
  const created = await admin.post<{ catalog: { id: string } }>("/admin/catalogs", catalog)
  const catalogId = created.body.catalog.id
  const feed = { catalog_id: catalogId, kind, name: unique("feed"), absence_grace_runs: 0, ...feedOf(erp, 10) }
  const fed = await admin.post<{ feed: { id: string } }>("/admin/feeds", feed)
  if (fed.status !== 201) throw new Error(`The feed was refused: ${JSON.stringify(fed.body)}`)
  const feedId = fed.body.feed.id

  const settled = async (id: string): Promise<Run> => {
    const deadline = Date.now() + RUN_TIMEOUT_MS
    for (;;) {
      const { body } = await admin.get<{ feed_run: Run }>(`/admin/feed-runs/${id}`)
      if (["completed", "failed", "cancelled", "awaiting_approval"].includes(body.feed_run.state)) return body.feed_run
      if (Date.now() > deadline) throw new Error(`Run ${id} of ${kind} stays ${JSON.stringify(body.feed_run)}`)
      await pause(100)
    }
  }
  return {
    erp,
    feedId,
    run: async (mode, fault) => {
      if (fault) erp.arm(fault)
      const asked = await admin.post<{ feed_run: Run }>(`/admin/feeds/${feedId}/runs`, { mode })
      if (asked.status !== 202) throw new Error(`The run was refused: ${JSON.stringify(asked.body)}`)
      const run = await settled(asked.body.feed_run.id)
      erp.disarm()
      return run
    },
    active: async () => {
      const path = `/admin/catalogs/${catalogId}/items?is_active=true&limit=200`
      const { body } = await admin.get<{ items: { sku: string }[] }>(path)
      return body.items.map(({ sku }) => sku).sort()
    },
    setGrace: async (runs) => (await admin.post(`/admin/feeds/${feedId}`, { absence_grace_runs: runs })).status,
    cancel: async ({ id }) => (await admin.post(`/admin/feed-runs/${id}/cancel`)).status,
  }
}
