import type { Clock } from "./clock"
import { text, type Answer, type Asked, type Desk } from "./dialect"
import type { FaultBox } from "./faults"
import type { Stage } from "./stage"

type Options = {
  readonly desk: Desk
  readonly stage: Stage
  readonly faults: FaultBox
  readonly clock: Clock
  readonly elsewhere: string
}

/** How an answer goes over the wire. */
export type Manner = "whole" | "truncated" | "cut" | "drip"

export type Reply = Answer & { readonly manner: Manner }

const RETRY_AFTER_SECONDS = 7
const REFUSALS = ["500", "503", "401"] as const
const MANNERS = ["truncated", "cut", "drip"] as const
const SIGN_IN = "<!doctype html><html><head><title>Sign in</title></head><body><h1>Session expired</h1></body></html>"

/** Stands before the desk: lets faults have their way with requests for records, and the desk answer all else. */
export class Reception {
  /** Requests that came before the time that a Retry-After had named. */
  impatient = 0
  private closedUntilMs = 0

  constructor(private readonly options: Options) {}

  /** The answer is made when the request arrives, and takes its time to come. */
  async receive(asked: Asked, latencyMs: number): Promise<Reply> {
    const { clock, desk } = this.options
    if (!desk.isRead(asked)) return { ...desk.answer(asked), manner: "whole" }
    if (desk.begin?.() === false) return { ...desk.refuse("429"), manner: "whole" }
    try {
      const reply = this.reply(asked)
      if (latencyMs > 0) await clock.sleep(latencyMs)
      return reply
    } finally {
      desk.end?.()
    }
  }

  private reply(asked: Asked): Reply {
    const { desk, faults, stage } = this.options
    faults.next()
    const broken = this.refusal(asked) ?? this.diversion(asked)
    if (broken) return { ...broken, manner: "whole" }
    stage.changeBetweenPages()
    const answer = desk.answer(asked)
    if (answer.status !== 200) return { ...answer, manner: "whole" }
    return { ...answer, manner: MANNERS.find((manner) => faults.strikes(manner)) ?? "whole" }
  }

  private refusal(asked: Asked): Answer | null {
    const { clock, desk, faults } = this.options
    const early = clock.now() < this.closedUntilMs
    if (early) this.impatient += 1
    if (early || faults.strikes("429")) {
      if (!early) this.closedUntilMs = clock.now() + RETRY_AFTER_SECONDS * 1000
      const answer = desk.refuse("429")
      return { ...answer, headers: { ...answer.headers, "retry-after": String(RETRY_AFTER_SECONDS) } }
    }
    if (faults.strikes("429-bare")) return desk.refuse("429")
    if (desk.hasPlace?.(asked) && faults.strikes("expired-place")) return desk.refuse("expired-place")
    const refusal = REFUSALS.find((each) => faults.strikes(each))
    return refusal ? desk.refuse(refusal) : null
  }

  private diversion(asked: Asked): Answer | null {
    const { faults, elsewhere } = this.options
    if (faults.strikes("html")) return text(200, "text/html; charset=utf-8", SIGN_IN)
    if (!faults.strikes("redirect")) return null
    return { status: 307, headers: { location: elsewhere + asked.url.pathname + asked.url.search }, body: "" }
  }
}
