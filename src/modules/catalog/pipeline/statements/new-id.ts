import { encodeTime } from "ulid"

/** The first ten characters of a ULID made at `atMs`: what `newId` takes as its first parameter. */
export const idTime = (atMs: number): string => encodeTime(atMs, 10)

/**
 * A SQL expression for an id as Medusa makes them: prefix and ULID. `$1` is `idTime`; `ordinal` (an integer expression,
 * at most 16 million) follows, so that ids sort as the rows stood in their source and indexes grow at their end;
 * 40 random bits close it. Hexadecimal digits are a part of Crockford's alphabet. Ids need to be unique, not secret:
 * `random()` takes 0.3 µs a row, `gen_random_uuid()` 1.8 µs, and a product has thirteen of them.
 */
export const newId = (prefix: string, ordinal: string): string =>
  `'${prefix}_' || $1::text || lpad(upper(to_hex(${ordinal})), 6, '0') || lpad(upper(to_hex((random() * 1099511627775)::bigint)), 10, '0')`
