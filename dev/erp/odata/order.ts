import { BadRequest } from "../dialect"
import type { Row, Schema } from "./filter"

/** Reads an `$orderby` as a comparison of two rows. */
export const parseOrder = (order: string, schema: Schema): ((a: Row, b: Row) => number) => {
  const keys = order.split(",").map((part) => {
    const [name = "", direction = "asc", ...rest] = part.trim().split(/\s+/)
    if (schema.typeOf(name) === null) throw new BadRequest(`Property ${name} not found in type ${schema.entity}`)
    if (rest.length > 0 || !["asc", "desc"].includes(direction)) throw new BadRequest("Invalid $orderby")
    return { name, sign: direction === "asc" ? 1 : -1 }
  })
  return (a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [a[name] ?? "", b[name] ?? ""]
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  }
}
