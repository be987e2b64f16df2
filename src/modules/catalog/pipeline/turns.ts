/** Runs that may be in progress for each place: those without one hold two batches of rows and a connection to their source. */
const IN_PROGRESS_PER_PLACE = 8

/** So many places in a row go by priority while a lower one waits; the next goes to the lower ones, so that none waits for ever. */
const PLACES_BY_PRIORITY = 3

/** A run in line. Runs of catalogs that all clients share have no client, and count as one client's. `since` is in milliseconds. */
export type RunInLine = { id: string; client_id: string | null; priority: number; since: number }

type Waiting = RunInLine & { isNew: boolean; admit: () => void }

/**
 * Lets so many runs of this process work at once. A run gives its place up between two chunks, and the place goes by
 * priority, then in turn to the clients, then to who has waited longest. So a run waits for chunks of other clients and
 * not for whole runs, however many of these a client has.
 */
export class Turns {
  private inProgress = 0
  private waiting: Waiting[] = []
  private readonly known = new Set<string>()
  /** The clients of the runs that have a place, by run. */
  private readonly working = new Map<string, string | null>()
  /** When a client last got a place, counted in places given. */
  private readonly lastPlace = new Map<string | null, number>()
  private placesGiven = 0
  private placesByPriority = 0

  constructor(private readonly places: number) {}

  /** Waits for a place for a run and answers true; or false when the run has one, or waits for one, already. */
  async enter(run: RunInLine): Promise<boolean> {
    if (this.known.has(run.id)) return false
    this.known.add(run.id)
    await this.wait(run, true)
    return true
  }

  /** Between two chunks: lets those go first whose turn it is. */
  async next(run: RunInLine, now: number): Promise<void> {
    this.working.delete(run.id)
    await this.wait({ ...run, since: now }, false)
  }

  /** Gives the place of a run up for good. */
  leave(runId: string): void {
    this.known.delete(runId)
    this.working.delete(runId)
    this.inProgress -= 1
    this.admitNext()
  }

  private async wait(run: RunInLine, isNew: boolean): Promise<void> {
    const admitted = new Promise<void>((admit) => this.waiting.push({ ...run, isNew, admit }))
    this.admitNext()
    await admitted
  }

  private admitNext(): void {
    while (this.working.size < this.places) {
      const next = this.takeNext()
      if (!next) return
      this.working.set(next.id, next.client_id)
      this.lastPlace.set(next.client_id, ++this.placesGiven)
      if (next.isNew) this.inProgress += 1
      next.admit()
    }
  }

  private takeNext(): Waiting | undefined {
    const ready = this.waiting.filter(({ isNew }) => !isNew || this.inProgress < this.places * IN_PROGRESS_PER_PLACE)
    const highest = Math.max(...ready.map(({ priority }) => priority))
    const lower = ready.filter(({ priority }) => priority < highest)
    const goesByPriority = lower.length > 0 && this.placesByPriority < PLACES_BY_PRIORITY
    this.placesByPriority = goesByPriority ? this.placesByPriority + 1 : 0
    const favoured = goesByPriority || lower.length === 0 ? ready.filter(({ priority }) => priority === highest) : lower
    const [next] = favoured.sort((a, b) => this.servedMore(a, b) || a.since - b.since)
    this.waiting = this.waiting.filter((entry) => entry !== next)
    return next
  }

  /** Positive when the client of `a` has more runs at work than that of `b`, or got a place after it. */
  private servedMore(a: RunInLine, b: RunInLine): number {
    const working = ({ client_id }: RunInLine) => [...this.working.values()].filter((id) => id === client_id).length
    const last = ({ client_id }: RunInLine) => this.lastPlace.get(client_id) ?? 0
    return working(a) - working(b) || last(a) - last(b)
  }
}
