import type { MedusaResponse } from "@medusajs/framework/http"
import type { SiteRequest } from "../site-request"

type Row = { id?: string; variants?: { id?: string }[] | null }

/** A page whose rows are chosen before Medusa reads them. */
export type ChosenPage = { ids: string[]; count: number; hidden_variant_ids: string[] }

/** Takes the variants that the site excludes out of a product, when they were asked for. */
export const withoutVariants = (product: Row, hidden: ReadonlySet<string>): Row =>
  hidden.size > 0 && product.variants
    ? { ...product, variants: product.variants.filter(({ id }) => id === undefined || !hidden.has(id)) }
    : product

/**
 * Lets Medusa's own route answer the chosen page: it reads those ids alone, and what it says of count and place, which
 * it can't know any more, is put right.
 */
export const answerPage = (req: SiteRequest, res: MedusaResponse, rowsName: string, page: ChosenPage): void => {
  const { skip, take = page.ids.length } = req.queryConfig.pagination
  req.filterableFields = { id: page.ids }
  req.queryConfig.pagination = { ...req.queryConfig.pagination, skip: 0, take: Math.max(page.ids.length, 1) }

  const hidden = new Set(page.hidden_variant_ids)
  const place = new Map(page.ids.map((id, index) => [id, index]))
  const placeOf = ({ id }: Row) => place.get(id ?? "") ?? 0
  const send = res.json.bind(res)
  res.json = (body) => {
    const answer = body as Record<string, unknown>
    if (!Array.isArray(answer[rowsName])) return send(body)
    const rows = (answer[rowsName] as Row[]).map((row) => withoutVariants(row, hidden))
    rows.sort((one, other) => placeOf(one) - placeOf(other))
    return send({ ...answer, [rowsName]: rows, count: page.count, offset: skip, limit: take })
  }
}
