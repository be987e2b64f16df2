/** Runs that may be in progress for each place: those without one hold two batches of rows and a connection to their source. */
const IN_PROGRESS_PER_PLACE = 8

type Waiting = { runId: string; priority: number; since: number; isNew: boolean; admit: () => void }

/**
 * Lets so many runs of this process work at once, chosen by priority and then by how long they have waited. A run gives
 * its place up between two chunks when another waits for it, so that a small run waits for chunks and not for whole runs.
 */
export class Turns {
  private working = 0
  private inProgress = 0
  private waiting: Waiting[] = []
  private readonly known = new Set<string>()

  constructor(private readonly places: number) {}

  /** Waits for a place for a run and answers true; or false when the run has one, or waits for one, already. */
  async enter(run: { id: string; priority: number; since: number }): Promise<boolean> {
    if (this.known.has(run.id)) return false
    this.known.add(run.id)
    await this.wait({ runId: run.id, priority: run.priority, since: run.since, isNew: true })
    return true
  }

  /** Between two chunks: lets those go first whose priority is not lower. */
  async next(run: { id: string; priority: number }, now: number): Promise<void> {
    if (!this.waiting.some(({ priority, isNew }) => priority >= run.priority && this.isAdmissible(isNew))) return
    this.working -= 1
    await this.wait({ runId: run.id, priority: run.priority, since: now, isNew: false })
  }

  /** Gives the place of a run up for good. */
  leave(runId: string): void {
    this.known.delete(runId)
    this.working -= 1
    this.inProgress -= 1
    this.admitNext()
  }

  private async wait(entry: Omit<Waiting, "admit">): Promise<void> {
    const admitted = new Promise<void>((admit) => this.waiting.push({ ...entry, admit }))
    this.admitNext()
    await admitted
  }

  private admitNext(): void {
    while (this.working < this.places) {
      const [best] = this.waiting
        .filter(({ isNew }) => this.isAdmissible(isNew))
        .sort((a, b) => b.priority - a.priority || a.since - b.since)
      if (!best) return
      this.waiting = this.waiting.filter((entry) => entry !== best)
      this.working += 1
      if (best.isNew) this.inProgress += 1
      best.admit()
    }
  }

  private isAdmissible(isNew: boolean): boolean {
    return !isNew || this.inProgress < this.places * IN_PROGRESS_PER_PLACE
  }
}
