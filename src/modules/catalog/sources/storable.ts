import { toUSVString } from "node:util"

/** The beginning of a text as Postgres keeps it: without NUL, and without half a surrogate pair. */
export const storable = (text: string, length: number): string =>
  toUSVString(text.slice(0, length).replaceAll("\u0000", "\uFFFD"))
