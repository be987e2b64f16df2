import { DIALECT_KINDS } from "../../dev/erp/dialects"
import { readWhileRowsMove } from "./moving-rows"

const SEEDS = Array.from({ length: 150 }, (_, index) => 1_000 + index)

describe.each(DIALECT_KINDS)("the source %s", (kind) => {
  it.each(SEEDS)("misses nothing while rows change, appear and go between its pages, by chance %i", (seed) =>
    readWhileRowsMove(kind, seed)
  )
})
