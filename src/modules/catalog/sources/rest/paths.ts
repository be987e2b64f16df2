import { textOf, type ErpRecord } from "../erp-record"

/** What lies at a path of names and numbers with points between; the value itself for an empty path. */
export const valueAt = (value: unknown, path: string): unknown =>
  path === ""
    ? value
    : path.split(".").reduce<unknown>((inner, name) => {
        if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, name)) return undefined
        return (inner as ErpRecord)[name]
      }, value)

/** The text at a path; a list of plain values is joined by `|`, as our columns take several images. */
export const textAtPath = (value: unknown, path: string): string => {
  const found = valueAt(value, path)
  return Array.isArray(found) ? found.map(textOf).filter(Boolean).join("|") : textOf(found)
}
