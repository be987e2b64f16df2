/** Failures in a row after which a host is left alone. */
const MOST_FAILURES = 5
const REST_MS = 5 * 60_000
const LONGEST_REST_MS = 60 * 60_000
/** So many are remembered: a catalog may name a host for each picture. */
const MOST_HOSTS = 10_000

type Standing = { failures: number; restsUntil: number }

/** Which hosts this process leaves alone for a while, because they fail again and again or asked for it. */
export class RestingHosts {
  private readonly hosts = new Map<string, Standing>()

  constructor(private readonly now: () => number) {}

  /** The hosts that rest now. */
  list(): string[] {
    return [...this.hosts].flatMap(([host, { restsUntil }]) => (restsUntil > this.now() ? [host] : []))
  }

  /** Whether the host has failed again and again, and has not answered since. */
  isDown(host: string): boolean {
    return (this.hosts.get(host)?.failures ?? 0) >= MOST_FAILURES
  }

  /** The host has answered. */
  succeeded(host: string): void {
    this.hosts.delete(host)
  }

  /** The host was not to be had, and perhaps said for how long. */
  failed(host: string, askedMs: number | null): void {
    const failures = (this.hosts.get(host)?.failures ?? 0) + 1
    const restMs = Math.min(Math.max(askedMs ?? 0, failures < MOST_FAILURES ? 0 : REST_MS), LONGEST_REST_MS)
    const [oldest] = this.hosts.keys()
    if (oldest !== undefined && this.hosts.size >= MOST_HOSTS) this.hosts.delete(oldest)
    this.hosts.set(host, { failures, restsUntil: this.now() + restMs })
  }
}
