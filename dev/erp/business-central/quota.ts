const MOST_AT_ONCE = 5
const MOST_IN_WINDOW = 6_000
const WINDOW_MS = 300_000

/** What one user may ask for: 6,000 requests within 5 minutes, 5 at once. */
export class Quota {
  private readonly times: number[] = []
  private running = 0

  constructor(private readonly now: () => number) {}

  /** Whether one more request may begin; if so it has begun. */
  begin(): boolean {
    const from = this.now() - WINDOW_MS
    while ((this.times[0] ?? Infinity) < from) this.times.shift()
    if (this.running >= MOST_AT_ONCE || this.times.length >= MOST_IN_WINDOW) return false
    this.times.push(this.now())
    this.running += 1
    return true
  }

  end(): void {
    this.running -= 1
  }
}
