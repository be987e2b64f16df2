import { z } from "@medusajs/framework/zod"

const percent = (byDefault: number) => z.number().min(0).max(100).nullable().default(byDefault)

/** How much a run may change before a person is asked. A limit in percent; null turns it off. */
export const guardsSchema = z
  .object({
    /** Active items of the catalog that a run may deactivate. */
    max_deactivated_percent: percent(15),
    /** Prices of the catalog that may move by more than `price_move_percent`. */
    max_moved_prices_percent: percent(20),
    price_move_percent: z.number().min(0).max(1_000_000).default(30),
    /** Rows of the source that may be rejected. */
    max_rejected_percent: percent(5),
    /** Whether a full run that read no row at all stops. */
    stop_when_empty: z.boolean().default(true),
  })
  .strict()

export type Guards = z.infer<typeof guardsSchema>
