/** What spreadsheets run as a formula, also behind quotes that were put before it already. */
const FORMULA = /^'*[=+\-@\t\r]/

/** Text that a spreadsheet shows and does not run: a single quote goes before it, which an import takes away again. */
export const neutralised = (value: string): string => (FORMULA.test(value) ? `'${value}` : value)
