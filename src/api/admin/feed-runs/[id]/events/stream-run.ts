import type { MedusaResponse } from "@medusajs/framework/http"
import { setTimeout as pause } from "node:timers/promises"

/** How often the tables are asked. A stream costs one look-up by primary key a second. */
const POLL_MS = 1_000
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000
/** A stream ends after an hour; a browser's EventSource opens it again by itself. */
const LONGEST_MS = 3_600_000
const ENDED = new Set(["completed", "failed", "cancelled"])

type Streamed = { id: string; state: string }

/** What tells one state of a run from another; figures that time alone moves are no news. */
const newsOf = <Run extends Streamed>({ ...run }: Run): string =>
  JSON.stringify(run, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value))
const VOLATILE = new Set(["updated_at", "rows_per_second", "eta_seconds"])

/** Writes a run to an event stream whenever it has moved, until it ends, the reader goes, or an hour has passed. */
export const streamRun = async <Run extends Streamed>(res: MedusaResponse, read: () => Promise<Run>): Promise<void> => {
  const gone = new AbortController()
  res.on("close", () => gone.abort())
  // Not to be transformed: compression would hold events back.
  res.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
  })
  const startedAt = Date.now()
  let [told, toldAt] = ["", startedAt]
  while (!gone.signal.aborted && Date.now() - startedAt < LONGEST_MS) {
    const run = await read()
    const news = newsOf(run)
    if (news !== told) {
      res.write(`event: ${run.state}\ndata: ${JSON.stringify({ feed_run: run })}\n\n`)
      ;[told, toldAt] = [news, Date.now()]
    } else if (Date.now() - toldAt >= HEARTBEAT_MS) {
      res.write(": still here\n\n")
      toldAt = Date.now()
    }
    if (ENDED.has(run.state)) break
    await pause(POLL_MS, undefined, { signal: gone.signal }).catch(() => undefined)
  }
  res.end()
}
