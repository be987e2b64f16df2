import { DIALECT_KINDS } from "../../dev/erp/dialects"
import { readWhileRowsMove } from "./moving-rows"

const SEEDS = [1, 2, 3, 4, 5, 6]

describe.each(DIALECT_KINDS)("the source %s", (kind) => {
  it.each(SEEDS)("misses nothing while rows change, appear and go between its pages, by chance %i", (seed) =>
    readWhileRowsMove(kind, seed)
  )
})
