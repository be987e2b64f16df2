const SINGLE_QUOTE = 39
/** What a spreadsheet shows as text instead of running it as a formula; our exports write it. */
const NEUTRALISED = /^'+[=+\-@\t\r]/

/** A cell without the single quote that keeps spreadsheets from running it. */
export const unescapedCell = (cell: string): string =>
  cell.charCodeAt(0) === SINGLE_QUOTE && NEUTRALISED.test(cell) ? cell.slice(1) : cell
