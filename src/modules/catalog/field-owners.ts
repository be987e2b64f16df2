import { z } from "@medusajs/framework/zod"

/**
 * Who says what a field of an item that stands is. `source`: the source, whatever else was done to it. `shared`: the
 * source, until an operator changes it in the dashboard; that stays until the operator takes it back. `operator`: the
 * source says it once, when the item is created.
 */
const owner = z.enum(["source", "shared", "operator"])

/** The fields that an operator may own. Every other one, sku, barcode, options, stock, is the source's. */
export const fieldOwnersSchema = z
  .object({
    name: owner.default("shared"),
    description: owner.default("shared"),
    category: owner.default("shared"),
    images: owner.default("shared"),
    prices: owner.default("source"),
  })
  .strict()

/** Who owns each field of a catalog. */
export type FieldOwners = z.infer<typeof fieldOwnersSchema>

/** What `catalog.sync_settings` says of its fields, with defaults for the others. */
export const fieldOwnersOf = (settings: Record<string, unknown>): FieldOwners =>
  fieldOwnersSchema.parse(settings["field_owners"] ?? {})

/** A field of `fieldOwnersSchema`. */
export type OwnedField = keyof FieldOwners

/**
 * A SQL condition: an operator's value of a field stays. \`owners\` is a parameter of all owners as JSON; \`current\` is what the
 * store has now and \`synced\` what the last run had left there, two expressions that are equal when nobody touched the field.
 */
export const isKept = (owners: string, field: OwnedField, current: string, synced: string): string =>
  `(case ${owners}::jsonb ->> '${field}' when 'operator' then true when 'shared' then ${current} is distinct from ${synced} else false end)`
