import { setTimeout as delay } from "node:timers/promises"
import type { Clock } from "../../dev/erp/clock"

const START_MS = Date.UTC(2026, 5, 15, 9)

/** A clock that source and stand-in share: whoever sleeps moves it, so that minutes pass in milliseconds. */
export class VirtualClock implements Clock {
  private passedMs = 0

  now(): number {
    return START_MS + this.passedMs
  }

  /** Really waits for a moment, so that the other side comes to notice. */
  async sleep(ms: number): Promise<void> {
    this.passedMs += ms
    await delay(1)
  }

  pass(ms: number): void {
    this.passedMs += ms
  }
}
