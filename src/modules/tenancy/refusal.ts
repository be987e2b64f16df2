import { MedusaError } from "@medusajs/framework/utils"

/** How Medusa words a unique index that refused a row. */
const ALREADY_EXISTS = /already exists\.?$/

/**
 * Two who take one name at the same moment both find it free, and the unique index refuses the second. `refuseTaken`
 * then looks again and throws our own error; if it finds nothing, the refusal stays as it is.
 */
export const explainRefusal = async <Result>(
  work: Promise<Result>,
  refuseTaken: () => Promise<unknown>
): Promise<Result> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof MedusaError && ALREADY_EXISTS.test(error.message)) await refuseTaken()
    throw error
  }
}
