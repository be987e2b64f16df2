import { z } from "@medusajs/framework/zod"

const DECIMAL = /^-?\d{1,12}(\.\d{1,6})?$/

/** A decimal as a person writes it, kept as text, since a float would round it. */
const decimal = (rule: string, least: number, most: number) =>
  z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((text) => DECIMAL.test(text) && Number(text) >= least && Number(text) <= most, {
      message: `pricing_rules.${rule}: expected a decimal like "12.5" between ${least} and ${most}, with at most 6 decimals`,
    })

const currency = z.string().regex(/^[a-z]{3}$/, { message: 'pricing_rules: expected a currency like "usd"' })

/**
 * How the prices of a catalog follow from its source's, in this order: the rate into a currency that the source doesn't
 * name, the markup, the fixed amount, the least that the cost allows, the rounding, which never goes below that least.
 */
export const pricingRulesSchema = z
  .object({
    /** Percent on top of the source's price; negative is a discount. */
    markup_percent: decimal("markup_percent", -99.999999, 100_000).optional(),
    /** An amount to add in each currency, in its major unit. */
    fixed: z.record(currency, decimal("fixed", -1_000_000_000, 1_000_000_000)).optional(),
    /** `.99` and `.95`: up to the next price that ends so. `nearest`: to the nearest multiple of `step`. */
    rounding: z.enum([".99", ".95", "nearest"]).optional(),
    step: decimal("step", 0.000001, 1_000_000_000).optional(),
    /** Percent of the cost that a price is above it at least; a price without a known cost is left alone. */
    minimum_margin_percent: decimal("minimum_margin_percent", 0, 100_000).optional(),
    /** Prices in further currencies, made from one that the source names: units of each for one of `from`. */
    rates: z
      .object({ from: currency, to: z.record(currency, decimal("rates.to", 0.000001, 1_000_000_000)) })
      .strict()
      .optional(),
  })
  .strict()
  .refine(({ rounding, step }) => step === undefined || rounding === "nearest", {
    message: 'pricing_rules.step: belongs to the rounding "nearest"',
    path: ["step"],
  })

/** The rules of a catalog as they are stored; amounts and percentages are decimal texts. */
export type PricingRules = z.infer<typeof pricingRulesSchema>

/** Currencies whose smallest unit isn't a hundredth: yen have no decimals, dinars three. */
const unusualDigits = (): Record<string, number> =>
  Object.fromEntries(
    Intl.supportedValuesOf("currency").flatMap((code): [string, number][] => {
      const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", {
        style: "currency",
        currency: code,
      }).resolvedOptions()
      return maximumFractionDigits === 2 ? [] : [[code.toLowerCase(), maximumFractionDigits]]
    })
  )

const DIGITS = unusualDigits()

/** The rules as `pricedRows` takes them: with the digits of the currencies, or null when there is nothing to compute. */
export const pricingParameter = (rules: PricingRules): string | null =>
  Object.keys(rules).length === 0 ? null : JSON.stringify({ ...rules, digits: DIGITS })
