import type { ExportedItem, ExportShape } from "./exported-items"

/** A column of an export: its name, its value in an item, and whether that is a number. */
export type ExportColumn = {
  readonly name: string
  readonly isNumber: boolean
  readonly valueOf: (item: ExportedItem) => string
}

const text = (name: string, valueOf: (item: ExportedItem) => string | null): ExportColumn => ({
  name,
  isNumber: false,
  valueOf: (item) => valueOf(item) ?? "",
})

const number = (name: string, valueOf: (item: ExportedItem) => string | null | undefined): ExportColumn => ({
  name,
  isNumber: true,
  valueOf: (item) => valueOf(item) ?? "",
})

/** The columns of our own layout that the items fill; read again they make the same items. */
export const columnsOf = (shape: ExportShape): ExportColumn[] => [
  text("sku", ({ sku }) => sku),
  text("product", ({ product_key }) => product_key),
  text("name", ({ name }) => name),
  text("handle", ({ handle }) => handle),
  text("description", ({ description }) => description),
  text("category", ({ category }) => category),
  text("brand", ({ brand }) => brand),
  text("barcode", ({ barcode }) => barcode),
  ...shape.prices.map((currency) => number(`price:${currency}`, ({ prices }) => prices[currency])),
  ...shape.costs.map((currency) => number(`cost:${currency}`, ({ costs }) => costs?.[currency])),
  number("stock", ({ stock }) => stock),
  text("image", ({ images }) => images.map((url) => url.replaceAll("|", "%7C")).join("|")),
  text("active", ({ is_active }) => String(is_active)),
  ...mergedOrder(shape.options).map((name) => text(`option:${name}`, ({ options }) => options[name] ?? null)),
  ...shape.attributes.map((name) => text(`attribute:${name}`, ({ attributes }) => attributes[name] ?? null)),
]

/** One order of names that keeps that of each list, as far as they agree: variants are titled in the header's order. */
export const mergedOrder = (lists: readonly (readonly string[])[]): string[] => {
  const after = new Map<string, Set<string>>()
  for (const list of lists)
    for (const [index, name] of list.entries()) {
      const later = after.get(name) ?? new Set()
      for (const next of list.slice(index + 1)) later.add(next)
      after.set(name, later)
    }
  const order: string[] = []
  const open = new Set(after.keys())
  while (open.size) {
    const free = [...open].find((name) => [...open].every((other) => other === name || !after.get(other)?.has(name)))
    const [next = ""] = free === undefined ? [...open] : [free]
    order.push(next)
    open.delete(next)
  }
  return order
}
