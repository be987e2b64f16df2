import { createDraw } from "../../dev/generate/draw"
import { type GeneratedProduct, productOf } from "../../dev/generate/products"

const SEED = 1

/** The made-up products from one number up to, not including, another; each has one variant. */
export const productsBetween = (from: number, to: number): GeneratedProduct[] => {
  const draw = createDraw(SEED)
  return Array.from({ length: to - from }, (_, place) => productOf(draw, from + place, { sizes: false }))
}
