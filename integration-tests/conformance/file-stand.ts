import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Dataset } from "../../dev/erp/dataset"
import { json, text, type Desk } from "../../dev/erp/dialect"
import { FaultBox } from "../../dev/erp/faults"
import { generateItems, type ErpItem } from "../../dev/erp/items"
import { listen } from "../../dev/erp/listen"
import { Reception, type Reply } from "../../dev/erp/reception"
import { Stage } from "../../dev/erp/stage"
import type { Visit } from "../../dev/erp/stand-in"
import { transmit } from "../../dev/erp/transmit"
import { httpSurroundings } from "../../src/modules/catalog/sources/http/surroundings"
import type { Source } from "../../src/modules/catalog/sources/source"
import { storedFile } from "../../src/modules/catalog/sources/stored-file"
import { fileOf, type Format } from "./item-files"
import { VirtualClock } from "./virtual-clock"

const ITEMS = 90
/** What the server lets in. */
export const AUTHORIZATION = "Bearer file-token-0123456789"

type Options = {
  readonly elsewhere: string
  /** Has a say in the text of a file that is text. */
  readonly shape?: (text: string) => string
}

/** A server of one file of items, with the faults of an ERP's stand-in, and on one clock with the source that reads it. */
export type FileStand = {
  readonly faults: FaultBox
  readonly dataset: Dataset
  readonly visits: readonly Visit[]
  /** Requests that came before the time that a Retry-After had named. */
  readonly impatient: () => number
  /** The SHA-256 of the file as it is when nothing goes wrong. */
  readonly checksum: () => Promise<string>
  readonly open: (settings?: object) => Source
}

/** The desk hands out records; into which file they go is written behind it. */
class FileDesk implements Desk {
  constructor(private readonly stage: Stage) {}

  isRead(): boolean {
    return true
  }

  answer({ headers }: Parameters<Desk["answer"]>[0]) {
    return headers.authorization === AUTHORIZATION ? json(200, this.stage.records()) : this.refuse("401")
  }

  refuse(refusal: Parameters<Desk["refuse"]>[0]) {
    return text(refusal === "expired-place" ? 410 : Number(refusal), "text/plain", "Not now")
  }
}

const isRecords = ({ status, headers }: Reply): boolean =>
  status === 200 && (headers["content-type"] ?? "").startsWith("application/json")

const openAt = (url: string, clock: VirtualClock, more: object): Source => {
  const http = { ...httpSurroundings(["127.0.0.1"]), now: () => clock.now(), random: () => 0.999 }
  return storedFile.open(
    storedFile.settings.parse({ location: `${url}/out/items`, ...more }),
    { authorization: AUTHORIZATION },
    {
      http: { ...http, sleep: (ms) => clock.sleep(ms) },
      openFile: () => Promise.reject(new Error("The file is at an address")),
    }
  )
}

/** Runs a story on a server of its own. */
export const onFile = async (
  format: Format,
  { elsewhere, shape = (whole) => whole }: Options,
  story: (stand: FileStand) => Promise<void>
): Promise<void> => {
  const clock = new VirtualClock()
  const now = () => clock.now()
  const faults = new FaultBox()
  const dataset = new Dataset(generateItems(ITEMS, 1, now()), now)
  const none = { default: 0, most: 0 }
  const stage = new Stage({ now, dataset, faults, pageRows: none, mostRows: 0, elsewhere, meanwhile: () => undefined })
  const reception = new Reception({ desk: new FileDesk(stage), stage, faults, clock, elsewhere })
  const visits: Visit[] = []

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { method = "GET", url = "/", headers } = req
    const asked = { method, url: new URL(url, "http://127.0.0.1"), headers, body: "" }
    const atMs = now()
    const reply = await reception.receive(asked, 0)
    visits.push({ atMs, method, path: url, status: reply.status })
    const items = isRecords(reply) ? (JSON.parse(String(reply.body)) as ErpItem[]) : null
    const body = items ? await fileOf(format, items, shape) : reply.body
    await transmit({ ...reply, body }, { asked, res, clock, now })
  }
  const server = createServer((req, res) => void handle(req, res).catch(() => res.destroy()))
  const { url, stop } = await listen(server, 0)
  const checksum = async () =>
    createHash("sha256")
      .update(await fileOf(format, dataset.items, shape))
      .digest("hex")
  const impatient = () => reception.impatient
  try {
    await story({ faults, dataset, visits, impatient, checksum, open: (more = {}) => openAt(url, clock, more) })
  } finally {
    await stop()
  }
}
