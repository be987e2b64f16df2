/** What a cell, or an entry of a list, costs in memory beside its text, counted as so many characters of it. */
export const ENTRY_COST = 32

/** What a row of cells costs while it is held, in characters. */
export const costOf = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + cell.length + ENTRY_COST, 0)
