/**
 * SQL: whether the item of an alias belongs to a catalog, beside a condition on its product key, handle or barcode. It is
 * written as their indexes have it, so that none that begins with the catalog can be taken for the look-up: the planner
 * did, when it did not know yet how many items a new catalog has, and read them all for each row.
 */
export const isOfCatalog = (alias: string, catalogId: string): string => `${alias}.catalog_id || '' = ${catalogId}`
