import type { z } from "@medusajs/framework/zod"
import { CatalogErrors } from "../../errors"

/** An answer of the shape that the protocol promises, or `source_interrupted`: a list that isn't one must not read as empty. */
export const answerAs = <Shape extends z.ZodType>(shape: Shape, answer: unknown): z.infer<Shape> => {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join(".") ?? ""
  throw CatalogErrors.sourceInterrupted(`its answer has not the expected shape${where ? ` at "${where}"` : ""}`)
}
