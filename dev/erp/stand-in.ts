import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { realClock, type Clock } from "./clock"
import { Dataset } from "./dataset"
import type { Asked, Dialect } from "./dialect"
import { DIALECTS, type DialectKind } from "./dialects"
import { FaultBox, type Fault, type FaultName } from "./faults"
import { generateItems } from "./items"
import { listen } from "./listen"
import { Reception } from "./reception"
import { Stage } from "./stage"
import { transmit } from "./transmit"

export type StandInOptions = {
  readonly items?: number
  readonly seed?: number
  readonly port?: number
  /** Rows of a page when the client leaves it to the server. */
  readonly pageRows?: number
  /** Where an ERP that ends its lists somewhere, as NetSuite does, ends them. */
  readonly mostRows?: number
  readonly clock?: Clock
  readonly faults?: readonly Fault[]
  /** Where links and redirects lead that should lead nowhere else. */
  readonly elsewhere?: string
  /** What people do between two answers. */
  readonly meanwhile?: (dataset: Dataset) => void
  /** How long each answer takes. */
  readonly latencyMs?: number
}

/** A request that has arrived, with the answer's status. */
export type Visit = { readonly atMs: number; readonly method: string; readonly path: string; readonly status: number }

/** A running stand-in. */
export type StandIn = {
  readonly kind: DialectKind
  readonly url: string
  /** What a client is given as its address. */
  readonly baseUrl: string
  readonly credentials: Readonly<Record<string, string>>
  /** What else a client has to be told. */
  readonly settings: Readonly<Record<string, string>>
  readonly dataset: Dataset
  readonly visits: readonly Visit[]
  /** Requests that came before the time that a Retry-After had named. */
  readonly impatient: () => number
  readonly arm: (fault: Fault) => void
  readonly disarm: () => void
  readonly fired: (name: FaultName) => number
  readonly stop: () => Promise<void>
}

const DEFAULT_ITEMS = 1_000
const FIVE_MINUTES_MS = 300_000
const LARGEST_REQUEST_BYTES = 1_048_576

const readAsked = async (req: IncomingMessage): Promise<Asked> => {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of req as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > LARGEST_REQUEST_BYTES) throw new Error("The request is too large")
    pieces.push(piece)
  }
  const url = new URL(req.url ?? "/", `http://${req.headers.host ?? "localhost"}`)
  return { method: req.method ?? "GET", url, headers: req.headers, body: Buffer.concat(pieces).toString("utf8") }
}

/** The clock of the ERP, which a fault puts 5 minutes off. */
const erpTime = (clock: Clock, faults: FaultBox) => (): number => {
  if (faults.strikes("clock-ahead")) return clock.now() + FIVE_MINUTES_MS
  return faults.strikes("clock-behind") ? clock.now() - FIVE_MINUTES_MS : clock.now()
}

/** Starts the stand-in of an ERP on the loopback address. */
export const startStandIn = async (kind: DialectKind, options: StandInOptions = {}): Promise<StandIn> => {
  const { items = DEFAULT_ITEMS, seed = 1, port = 0, clock = realClock, latencyMs = 0 } = options
  const { elsewhere = "", meanwhile = () => undefined, mostRows = 100_000 } = options
  const dialect: Dialect = DIALECTS[kind]
  const faults = new FaultBox()
  const now = erpTime(clock, faults)
  const dataset = new Dataset([...(dialect.items?.() ?? []), ...generateItems(items, seed, now())], now)
  const pageRows = { ...dialect.pageRows, ...(options.pageRows && { default: options.pageRows }) }
  const stage = new Stage({ now, dataset, faults, pageRows, mostRows, elsewhere, meanwhile })
  const reception = new Reception({ desk: dialect.open(stage), stage, faults, clock, elsewhere })
  const visits: Visit[] = []
  for (const fault of options.faults ?? []) faults.arm(fault)

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const asked = await readAsked(req)
    const atMs = clock.now()
    const reply = await reception.receive(asked, latencyMs)
    visits.push({ atMs, method: asked.method, path: asked.url.pathname + asked.url.search, status: reply.status })
    await transmit(reply, { asked, res, clock, now })
  }
  const server = createServer((req, res) => void handle(req, res).catch(() => res.destroy()))
  const { url, stop } = await listen(server, port)
  const { credentials, settings = {}, path } = dialect
  const control = {
    impatient: () => reception.impatient,
    arm: (fault: Fault) => faults.arm(fault),
    disarm: () => faults.disarm(),
    fired: (name: FaultName) => faults.fired(name),
  }
  return { kind, url, stop, dataset, visits, baseUrl: url + path, credentials, settings, ...control }
}
