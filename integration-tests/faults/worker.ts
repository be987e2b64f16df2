import type { Logger } from "@medusajs/framework/types"
import { appendFileSync, createReadStream } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import { executeRun, type PipelineContext } from "../../src/modules/catalog/pipeline/execute-run"
import { listSilentRuns } from "../../src/modules/catalog/pipeline/statements/claims"
import { type RunInLine, Turns } from "../../src/modules/catalog/pipeline/turns"
import { readFile } from "../../src/modules/catalog/sources/read-file"
import { executorOf } from "../../src/postgres/executor"
import { createKnex } from "../../src/postgres/knex"

/**
 * A worker that executes one run and ends with it: `node worker.ts '{"databaseUrl": …}'`. It is a worker of the store without the
 * store, so that killing it a hundred times takes minutes.
 */
export type WorkerOrder = {
  readonly databaseUrl: string
  readonly runId: string
  readonly file: string
  /** Takes an id a line of each product of which an event was sent. */
  readonly eventsFile: string
  readonly name: string
  /** Stops itself by SIGSTOP when so many pieces of work are done, between two transactions. */
  readonly stopAfterTurns?: number
}

const POLL_MS = 200

const order = JSON.parse(process.argv[2] ?? "{}") as WorkerOrder
const { databaseUrl, runId, file, eventsFile, name, stopAfterTurns } = order
const say = (line: string): void => void process.stdout.write(`${line}\n`)

class CountedTurns extends Turns {
  private count = 0

  override async next(run: RunInLine, now: number): Promise<void> {
    await super.next(run, now)
    this.count += 1
    if (this.count === stopAfterTurns) process.kill(process.pid, "SIGSTOP")
  }
}

const { hostname, port } = new URL(databaseUrl)
const knex = createKnex({
  endpoint: { url: databaseUrl, host: hostname, port: Number(port), tls: { mode: "disable", ca: undefined } },
  applicationName: name,
  min: 0,
  max: 6,
  acquireTimeoutMs: 5_000,
  silenceMs: 90_000,
  warn: say,
})

const context: PipelineContext = {
  knex,
  open: () => {
    const rows = readFile(() => Promise.resolve({ file: createReadStream(file), bytes: null }), { imageBaseUrl: null })
    return Promise.resolve({ rows, repeatedSkus: "rejected", expectedRows: () => null })
  },
  now: Date.now,
  emit: (events) => {
    appendFileSync(eventsFile, events.map(({ data }) => `${data.id}\n`).join(""))
    return Promise.resolve()
  },
  tell: () => Promise.resolve(),
  turns: new CountedTurns(3),
  runsPerClient: {},
  retry: { times: 3, baseMs: 200 },
  random: Math.random,
  later: (delayMs, work) => void setTimeout(work, delayMs),
  logger: { warn: say, error: say } as unknown as Logger,
}

const ENDED = ["completed", "failed", "cancelled", "awaiting_approval"]

/** Executes the run, as often as the store's job would when it finds it silent, until the run has ended. */
const main = async (): Promise<void> => {
  await knex.raw("select 1")
  say("executing")
  const startedAt = performance.now()
  await executeRun(context, runId)
  say(`executed in ${Math.round(performance.now() - startedAt)} ms`)
  for (;;) {
    const { rows } = await knex.raw<{ rows: { state: string }[] }>("select state from feed_run where id = ?", [runId])
    if (ENDED.includes(rows[0]?.state ?? "")) break
    await pause(POLL_MS)
    if ((await listSilentRuns(executorOf(knex), {})).includes(runId)) await executeRun(context, runId)
  }
  await knex.destroy()
}

const untilItWorks = (error: unknown): Promise<void> => {
  say(String(error))
  return pause(POLL_MS).then(main).catch(untilItWorks)
}

void main().catch(untilItWorks)
