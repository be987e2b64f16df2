import type { Cursor, ReadRequest } from "./source"

/** A change that lies further ahead than any time zone is a mistake of its record, and would hide all changes until then. */
const LARGEST_LEAD_MS = 15 * 60 * 60_000

/**
 * From when on a delta asks for changes, and where the next one begins: at the latest change that was seen, less the
 * time that the reading took (a record may have changed behind its back), less an overlap that covers clocks that
 * differ and changes that were stored late. All instants are the source's own; ours only measures how long it took.
 */
export class ChangeCursor {
  /** From here on changes are asked for; null asks for everything. */
  readonly since: Date | null
  private readonly before: number | null
  private latest: number | null = null
  private readonly started: number

  constructor(
    { mode, cursor }: Pick<ReadRequest, "mode" | "cursor">,
    overlapMs: number,
    private readonly now: () => number
  ) {
    this.started = now()
    this.before = mode === "delta" ? instantOf(cursor) : null
    this.since = this.before === null ? null : new Date(this.before - overlapMs)
  }

  /** Takes note of when a record was changed, in milliseconds; null when it does not say. */
  note(changedAt: number | null): void {
    if (changedAt === null || changedAt > this.now() + LARGEST_LEAD_MS) return
    this.latest = Math.max(this.latest ?? changedAt, changedAt)
  }

  /** Where the next delta begins; it never goes back, and without any change it stays. */
  end(): Cursor | null {
    const reached = this.latest === null ? null : this.latest - (this.now() - this.started)
    const until = Math.max(reached ?? -Infinity, this.before ?? -Infinity)
    return until === -Infinity ? null : { changed_until: new Date(until).toISOString() }
  }
}

const instantOf = (cursor: Cursor | null): number | null => {
  const instant = Date.parse(String(cursor?.["changed_until"] ?? ""))
  return Number.isNaN(instant) ? null : instant
}
