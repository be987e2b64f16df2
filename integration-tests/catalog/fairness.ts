import { EventEmitter, once } from "node:events"
import { executeRun, type PipelineContext, Turns } from "../../src/modules/catalog"
import type { RunInLine } from "../../src/modules/catalog/pipeline/turns"
import { type openPipeline, reading, records } from "./pipeline"

type Pipeline = ReturnType<typeof openPipeline>

/** The real line, which also notes who enters it, whose chunk has ended, and who leaves it. */
class NotedTurns extends Turns {
  readonly notes: { what: "enter" | "chunk" | "leave"; runId: string }[] = []
  readonly entered = new EventEmitter()

  constructor(
    places: number,
    /** Called when another chunk of a run is about to begin. */
    private readonly beforeChunk: (runId: string) => Promise<void>
  ) {
    super(places)
  }

  override enter(run: RunInLine): Promise<boolean> {
    const admitted = super.enter(run)
    this.notes.push({ what: "enter", runId: run.id })
    this.entered.emit(run.id)
    return admitted
  }

  override async next(run: RunInLine, now: number): Promise<void> {
    this.notes.push({ what: "chunk", runId: run.id })
    await super.next(run, now)
    await this.beforeChunk(run.id)
  }

  override leave(runId: string): void {
    this.notes.push({ what: "leave", runId })
    super.leave(runId)
  }
}

/** A run of a feed of its own: so many rows, of a client, at a priority. */
type Order = { client: string | null; rows: number; priority?: number }

/**
 * A worker with one place. `beforeChunk` is called with each run that is about to begin another chunk; who arrives in
 * it arrives at the worst moment, when a whole chunk is still ahead.
 */
export const openLine = (pipeline: Pipeline, beforeChunk: (runId: string) => Promise<void>) => {
  const turns = new NotedTurns(1, beforeChunk)
  const rowsOf = new Map<string, number>()
  const context: PipelineContext = pipeline.worker((run) => reading(records(rowsOf.get(run.id) ?? 0)), { turns })
  const ends: Promise<void>[] = []

  /** Lets a run arrive, and answers when it stands in line or works. */
  const arrive = async ({ client, rows, priority = 0 }: Order): Promise<string> => {
    const id = await pipeline.queueRun(await pipeline.createFeed({}, client), { priority })
    rowsOf.set(id, rows)
    const entered = once(turns.entered, id)
    ends.push(executeRun(context, id))
    await entered
    return id
  }

  /** How many chunks of the other runs came to their end from when a run stood in line until it was done. */
  const chunksBeside = (id: string, others: readonly string[]): number => {
    const at = (sought: string) => turns.notes.findIndex(({ what, runId }) => what === sought && runId === id)
    const meanwhile = turns.notes.slice(at("enter"), at("leave"))
    return meanwhile.filter(({ what, runId }) => what === "chunk" && others.includes(runId)).length
  }

  /** Waits until all runs are done, and answers them in the order in which they were. */
  const allDone = async (): Promise<string[]> => {
    for (let done = 0; done < ends.length; done += 1) await ends[done]
    return turns.notes.flatMap(({ what, runId }) => (what === "leave" ? runId : []))
  }
  return { arrive, chunksBeside, allDone }
}

const PHASES = ["reading", "planning", "applying", "publishing"]

/**
 * Lets a run of 100 rows of another client arrive in each phase of a large one, with one place. Answers by phase how
 * many chunks of the large run it was held up by, and in how many chunks the large run did the phase.
 */
export const arriveInEachPhase = async (pipeline: Pipeline, rows: number) => {
  const large = { client: await pipeline.createClient("enterprise"), rows }
  let largeId = ""
  const [small, chunks] = [new Map<string, string>(), new Map<string, number>()]
  const line = openLine(pipeline, async (runId) => {
    if (runId !== largeId) return
    const run = await pipeline.runOf(runId)
    const phase = run["state"] === "reading" && run["rows_read"] === rows ? "planning" : String(run["state"])
    chunks.set(phase, (chunks.get(phase) ?? 0) + 1)
    if (small.has(phase) || !PHASES.includes(phase)) return
    small.set(phase, await line.arrive({ client: await pipeline.createClient("standard"), rows: 100 }))
  })
  largeId = await line.arrive(large)
  const done = await line.allDone()
  const heldUpBy = new Map([...small].map(([phase, id]) => [phase, line.chunksBeside(id, [largeId])]))
  const states = await Promise.all(done.map(async (id) => (await pipeline.runOf(id))["state"]))
  return { heldUpBy, chunks, states, last: done.at(-1) === largeId }
}
