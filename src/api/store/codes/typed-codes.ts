import { MedusaError } from "@medusajs/framework/utils"
import { SEPARATORS, storedCodes } from "./own-code"

/** Filters of a list route after validation. */
export type Filters = Record<string, unknown>

/** A filter's value as a list: one value and several are written alike. */
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]) as string[]

/** Those of the named filters that are there, each as a list. */
export const listsOf = <Name extends string>(
  filters: Filters,
  names: readonly Name[]
): Partial<Record<Name, string[]>> =>
  Object.fromEntries(
    names.flatMap((name) => (filters[name] === undefined ? [] : [[name, listOf(filters[name])]]))
  ) as Partial<Record<Name, string[]>>

/** Whether a filter holds further filters: a relation's, or those that `$and` and `$or` combine. */
export const isFilters = (value: unknown): value is Filters =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Answers 400 for a `q` below `variants`, `$and` or `$or`, for which Medusa has no column, and answers 500. */
export const refuseNestedSearch = (filters: Filters): void => {
  const { variants, $and, $or } = filters
  const nested = [variants, $and, $or].flat().filter(isFilters)
  if (nested.some((branch) => branch["q"] !== undefined)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "q: a search stands beside variants, $and and $or, not below them",
      "nested_search"
    )
  }
  nested.forEach(refuseNestedSearch)
}

/** Rewrites the codes that a shopper typed to what the database holds, also below `variants`, `$and` and `$or`. */
export const withStoredCodes = (filters: Filters, keys: ReadonlySet<string>): Filters =>
  Object.fromEntries(
    Object.entries(filters).map(([name, value]): [string, unknown] => {
      const separator = SEPARATORS[name]
      if (value === undefined || value === null) return [name, value]
      if (separator !== undefined) return [name, listOf(value).flatMap((code) => storedCodes(code, separator, keys))]
      if (name === "$and" || name === "$or") {
        return [name, (value as Filters[]).map((branch) => withStoredCodes(branch, keys))]
      }
      return [name, name === "variants" && isFilters(value) ? withStoredCodes(value, keys) : value]
    })
  )

/** The words of a search as patterns of ILIKE, in which the shopper's own `%` and `_` mean themselves. */
export const searchPatterns = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`)
