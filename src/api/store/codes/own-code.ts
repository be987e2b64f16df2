/** How long a catalog's key is; a separator and the item's own code follow it. */
const KEY_LENGTH = 8

/** The separator that follows the key in each code, by the name of the field that holds it. */
export const SEPARATORS: Readonly<Record<string, string>> = {
  sku: ":",
  barcode: ":",
  ean: ":",
  upc: ":",
  variant_sku: ":",
  variant_barcode: ":",
  handle: "-",
  product_handle: "-",
}

/** Whether the code stands in the namespace of one of the given catalogs. */
const isNamespaced = (code: string, separator: string, keys: ReadonlySet<string>): boolean =>
  code[KEY_LENGTH] === separator && keys.has(code.slice(0, KEY_LENGTH))

/** The item's own code: without its catalog's key, when it is the key of one of the given catalogs. */
export const ownCode = (code: string, separator: string, keys: ReadonlySet<string>): string =>
  isNamespaced(code, separator, keys) ? code.slice(KEY_LENGTH + 1) : code

/**
 * What the database may hold for a code that a shopper typed: the code itself, for a product that no catalog made, and
 * the code in each namespace that the site can sell from. The key is nothing that a shopper may type.
 */
export const storedCodes = (typed: string, separator: string, keys: ReadonlySet<string>): string[] => {
  const namespaced = [...keys].map((key) => `${key}${separator}${typed}`)
  return isNamespaced(typed, separator, keys) ? namespaced : [typed, ...namespaced]
}
