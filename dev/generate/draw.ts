import { createHash } from "node:crypto"

/** Answers the same number in [0, 1) for the same name, whatever was drawn before: any part can be made again alone. */
export type Draw = (name: string) => number

/** Draws for one seed. `drawnInSql` is the same function in SQL. */
export const createDraw =
  (seed: number): Draw =>
  (name) =>
    createHash("md5").update(`${seed}:${name}`).digest().readUInt32BE() / 2 ** 32

/** A SQL expression for what `createDraw` answers; `name` is an expression of type text, and `$1` the seed as text. */
export const drawnInSql = (name: string): string =>
  `(('x' || left(md5($1::text || ':' || ${name}), 8))::bit(32)::bigint / 4294967296.0::float8)`

/** One of the values. */
export const pick = <Value>(draw: Draw, name: string, values: readonly [Value, ...Value[]]): Value =>
  values[Math.floor(draw(name) * values.length)] ?? values[0]
