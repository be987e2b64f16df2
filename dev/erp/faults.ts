/** What can go wrong at a stand-in. `docs` of each: `npm run erp -- --help`. */
export const FAULTS = {
  "429": "too many requests, with Retry-After; whoever comes sooner is refused again",
  "429-bare": "too many requests, without Retry-After",
  "500": "an error of the server",
  "503": "unavailable",
  "401": "the credentials are refused",
  "expired-place": "the page token has expired",
  "page-repeated": "rows appear before the place that was read to, so that rows come twice",
  "page-missing": "rows that were read disappear or move, so that others slip past an offset",
  "page-reordered": "half of all rows change while they are paged",
  "one-timestamp": "all rows have one change time",
  "one-second": "all rows changed within one second, in another order than that of their ids",
  "clock-ahead": "the server's clock is 5 minutes ahead",
  "clock-behind": "the server's clock is 5 minutes behind",
  empty: "an empty list with status 200",
  "shrink-10": "10% of the rows are not there",
  "shrink-20": "20% of the rows are not there",
  "shrink-50": "50% of the rows are not there",
  "shrink-100": "no row is there",
  "foreign-link": "links name another host",
  redirect: "a redirect to another host",
  truncated: "the answer's JSON ends in the middle, the answer itself does not",
  cut: "the connection ends in the middle of an answer",
  html: "a page for people with status 200",
  drip: "one byte a second",
} as const

export type FaultName = keyof typeof FAULTS

export const isFaultName = (text: string): text is FaultName => Object.hasOwn(FAULTS, text)

/** A fault and when it shows. */
export type Fault = {
  readonly name: FaultName
  /** The request for records with which it begins, counted from 1 when it is set. */
  readonly at?: number
  /** How many requests it hits; without it, one for what breaks an answer and all for what changes the records. */
  readonly times?: number
}

/** Those that are a state of the records, rather than one broken answer. */
const LASTING: ReadonlySet<FaultName> = new Set([
  "clock-ahead",
  "clock-behind",
  "empty",
  "shrink-10",
  "shrink-20",
  "shrink-50",
  "shrink-100",
  "foreign-link",
])

type Armed = { readonly name: FaultName; readonly from: number; left: number }

/** Says of each request which faults hit it, and counts them, so that a test can tell that its fault has fired. */
export class FaultBox {
  private armed: Armed[] = []
  private readonly counts = new Map<FaultName, number>()
  private requests = 0

  arm({ name, at = 1, times }: Fault): void {
    const left = times ?? (LASTING.has(name) ? Number.POSITIVE_INFINITY : 1)
    this.armed.push({ name, from: this.requests + at, left })
  }

  /** Ends all faults; what has been counted stays. */
  disarm(): void {
    this.armed = []
  }

  /** A request for records begins. */
  next(): void {
    this.requests += 1
  }

  /** Whether the fault is on; if so this is one of its times. */
  strikes(name: FaultName): boolean {
    const found = this.armed.find((each) => each.name === name && each.from <= this.requests && each.left > 0)
    if (!found) return false
    found.left -= 1
    this.counts.set(name, this.fired(name) + 1)
    return true
  }

  /** How often the fault has hit. */
  fired(name: FaultName): number {
    return this.counts.get(name) ?? 0
  }
}
