import type { z } from "@medusajs/framework/zod"

/** One environment variable: what it accepts, and what a person needs to know to set it. */
export type Setting<Schema extends z.ZodType = z.ZodType> = {
  schema: Schema
  /** One sentence: what the value does, with its unit. */
  description: string
  /** A value that the schema accepts; for a secret, the shape of one or the command that makes one. */
  example: string
  /** What holds when it is absent, in words. */
  fallback: string
  /** A secret is never printed, and may come from the file that `NAME_FILE` names. */
  secret: boolean
  /** True when `NAME_FILE` may name a file that holds the value: secrets and certificates. */
  file: boolean
  /** Other names under which people already have the value. */
  aliases: readonly string[]
}

type Described = Partial<Setting> & Pick<Setting, "description" | "example" | "fallback">

/** Describes a variable that may be printed. */
export const setting = <Schema extends z.ZodType>(schema: Schema, described: Described): Setting<Schema> => ({
  secret: false,
  file: false,
  aliases: [],
  ...described,
  schema,
})

/** Describes a variable that is never printed and that may come from a file. */
export const secret = <Schema extends z.ZodType>(schema: Schema, described: Described): Setting<Schema> =>
  setting(schema, { secret: true, file: true, ...described })
