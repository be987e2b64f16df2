import { presentRun } from "../run-progress"
import type { FeedRunDTO } from "../types"

const NOW = Date.parse("2026-03-01T12:00:00Z")
const secondsAgo = (seconds: number): Date => new Date(NOW - seconds * 1_000)

const run = (fields: Partial<FeedRunDTO>): FeedRunDTO =>
  ({
    ...{ id: "run_1", state: "reading", cursor: 0, rows_read: 0, plan: null, approved_at: null, finished_at: null },
    ...{ started_at: secondsAgo(100), ...fields },
  }) as FeedRunDTO

const shown = (fields: Partial<FeedRunDTO>, expectedRows: number | null = null) => {
  const { progress, rows_per_second, eta_seconds } = presentRun(run(fields), expectedRows, NOW)
  return { progress, rows_per_second, eta_seconds }
}

describe("the progress of a run", () => {
  it("is known while it reads when its source was read before", () => {
    expect(shown({ rows_read: 500 })).toEqual({ progress: 0, rows_per_second: 5, eta_seconds: null })
    expect(shown({ rows_read: 500 }, 1_000)).toEqual({ progress: 0.2, rows_per_second: 5, eta_seconds: 400 })
  })

  it("goes with its chunks while it applies", () => {
    const half = { state: "applying", rows_read: 1_000, cursor: 500, plan: { products: 1_000 } } as const
    expect(shown(half)).toEqual({ progress: 0.675, rows_per_second: 10, eta_seconds: 48 })
  })

  it("has the pace since a person let it go on, not of how long it waited", () => {
    const waiting = { state: "awaiting_approval", rows_read: 1_000, plan: { products: 1_000 } } as const
    expect(shown(waiting)).toEqual({ progress: 0.4, rows_per_second: null, eta_seconds: null })
    const half = { ...waiting, state: "applying", cursor: 500, approved_at: secondsAgo(10) } as const
    expect(shown({ ...half, started_at: secondsAgo(86_400) })).toEqual({
      progress: 0.675,
      rows_per_second: 100,
      eta_seconds: 12,
    })
  })

  it("is whole when it has ended, with the pace that it had", () => {
    const ended = { state: "completed", rows_read: 1_000, finished_at: secondsAgo(50) } as const
    expect(shown(ended)).toEqual({ progress: 1, rows_per_second: 20, eta_seconds: null })
  })
})
