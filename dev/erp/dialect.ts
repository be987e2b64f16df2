import type { IncomingHttpHeaders } from "node:http"
import type { FaultName } from "./faults"
import type { ErpItem } from "./items"
import type { Stage } from "./stage"

/** A request as it came. */
export type Asked = {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** What a stand-in refuses a request with, in the words of its ERP. */
export type Refusal = "401" | "429" | "500" | "503" | "expired-place"

/** One open stand-in: it answers like its ERP, also when the request is wrong. */
export type Desk = {
  /** Whether a request asks for records; what only signs in is no subject of faults. */
  isRead(asked: Asked): boolean
  /** Whether it asks for a place in a list that the server has handed out; only such a place can expire. */
  hasPlace?(asked: Asked): boolean
  /** Whether the quota lets one more request begin, and that one has ended. */
  begin?(): boolean
  end?(): void
  answer(asked: Asked): Answer
  refuse(refusal: Refusal): Answer
}

/** The manners of one ERP. */
export type Dialect = {
  readonly kind: string
  /** The path that a client is given after the host. */
  readonly path: string
  /** What it takes to be let in, by the names that a client knows. */
  readonly credentials: Readonly<Record<string, string>>
  /** What else a client has to be told. */
  readonly settings?: Readonly<Record<string, string>>
  /** Rows of a page when the client leaves it to the server, and the most that it may ask for. */
  readonly pageRows: { readonly default: number; readonly most: number }
  /** Faults that can't happen to this ERP: without page tokens none expires. */
  readonly lacks: readonly FaultName[]
  /** Records of its own, beside the generated ones. */
  items?(): ErpItem[]
  open(stage: Stage): Desk
}

/** An answer in JSON. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body),
})

/** An answer in another language. */
export const text = (status: number, type: string, body: string): Answer => ({
  status,
  headers: { "content-type": type },
  body,
})

/** Thrown by what reads a request; the desk answers with its own kind of error. */
export class BadRequest extends Error {
  constructor(
    message: string,
    readonly code = "bad_request"
  ) {
    super(message)
    this.name = "BadRequest"
  }
}
