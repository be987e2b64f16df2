/** What one outgoing request may take. */
export type HttpLimits = {
  /** Until the answer's first line. */
  readonly timeoutMs: number
  /** The longest wait within which `leastBytes` of the body have to come: a byte a second is no progress. */
  readonly idleMs: number
  readonly leastBytes: number
  /** All waiting for one answer, first line and body; the time that the reader takes does not count. */
  readonly deadlineMs: number
  /** Of the body, unpacked. */
  readonly largestBytes: number
  /** Connections at once to the one host. */
  readonly concurrency: number
}

/** For pages of records. */
export const PAGE_LIMITS: HttpLimits = {
  timeoutMs: 60_000,
  idleMs: 15_000,
  leastBytes: 1_024,
  deadlineMs: 120_000,
  largestBytes: 64 * 1024 * 1024,
  concurrency: 2,
}

/** For files, which may be large and take long as long as they come. */
export const FILE_LIMITS: HttpLimits = {
  timeoutMs: 60_000,
  idleMs: 30_000,
  leastBytes: 4_096,
  deadlineMs: 2 * 60 * 60_000,
  largestBytes: 4 * 1024 * 1024 * 1024,
  concurrency: 1,
}

/** For messages to subscribers, of whose answer only the beginning matters. */
export const MESSAGE_LIMITS: HttpLimits = {
  timeoutMs: 10_000,
  idleMs: 5_000,
  leastBytes: 256,
  deadlineMs: 15_000,
  largestBytes: 64 * 1024,
  concurrency: 1,
}

/** How often a request is tried, and how long is waited in between. */
export type RetryPolicy = {
  readonly attempts: number
  /** The first wait's upper end; it doubles with each further one. */
  readonly baseMs: number
  readonly longestMs: number
  /** A server that asks for more patience than this interrupts the run, which tries again later. */
  readonly longestAskedMs: number
}

export const RETRY_POLICY: RetryPolicy = {
  attempts: 5,
  baseMs: 1_000,
  longestMs: 30_000,
  longestAskedMs: 5 * 60_000,
}
