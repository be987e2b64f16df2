import { createHash } from "node:crypto"
import { encodeTime } from "ulid"
import { createDraw, type Draw } from "./draw"
import type { Scale } from "./scale"

const THREE_YEARS_MS = 3 * 365 * 24 * 60 * 60 * 1000

/** What every part of the generated data is made from; two worlds of one scale are the same. */
export type World = {
  readonly scale: Scale
  readonly draw: Draw
  /** When the first order may be placed. */
  readonly since: string
  readonly until: string
  /** An id as Medusa makes them, the same for the same name. */
  id(prefix: string, name: string): string
  /** As many hexadecimal digits as asked for, at most 64, the same for the same name. */
  hex(name: string, digits: number): string
}

/** Makes the world of a scale. */
export const createWorld = (scale: Scale): World => {
  const sinceMs = scale.untilMs - THREE_YEARS_MS
  const hex = (name: string, digits: number): string =>
    createHash("sha256").update(`${scale.seed}:${name}`).digest("hex").slice(0, digits)
  return {
    scale,
    draw: createDraw(scale.seed),
    since: new Date(sinceMs).toISOString(),
    until: new Date(scale.untilMs).toISOString(),
    id: (prefix, name) => `${prefix}_${encodeTime(sinceMs, 10)}${hex(`${prefix} ${name}`, 16).toUpperCase()}`,
    hex,
  }
}
