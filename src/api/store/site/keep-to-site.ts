import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { TenancyErrors } from "../../../modules/tenancy"
import { executorOf } from "../../../postgres/executor"
import type { SiteRequest } from "../site-request"
import { foreignIds } from "../statements/foreign-ids"
import type { NamedIds } from "../statements/foreign-ids"

type Input = { cart_id?: unknown; order_id?: unknown; sales_channel_id?: unknown }

const inputsOf = (req: SiteRequest): Input[] =>
  [req.body, req.query].filter((input): input is Input => typeof input === "object" && input !== null)

const texts = (values: unknown[]): string[] => values.flat().filter((value) => typeof value === "string")

/** The carts and orders that the body or the query of a request names. */
export const inputIds = (req: SiteRequest): Partial<NamedIds> => ({
  carts: texts(inputsOf(req).map((input) => input.cart_id)),
  orders: texts(inputsOf(req).map((input) => input.order_id)),
})

/** The one resource that the path of a request names. */
export const pathId =
  (kind: keyof NamedIds) =>
  (req: SiteRequest): Partial<NamedIds> => ({ [kind]: texts([req.params["id"]]) })

/**
 * Answers 404 for a cart, order or payment collection of another site, as for one that does not exist: Medusa finds
 * them by id alone, whatever key is sent.
 */
export const keepToSite = (named: (req: SiteRequest) => Partial<NamedIds>) =>
  async function keepToSite(req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
    const ids = { carts: [], orders: [], payment_collections: [], ...named(req) }
    if (ids.carts.length + ids.orders.length + ids.payment_collections.length > 0) {
      const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
      const [foreign] = await foreignIds(db, req.site.sales_channel_id, ids)
      if (foreign) throw TenancyErrors.notOfSite(foreign.kind, foreign.id)
    }
    next()
  }

/** Refuses to move a cart to another channel: Medusa checks the channel when a cart is created, not when it changes. */
export const keepToChannel = (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): void => {
  const named = inputsOf(req).flatMap((input) => input.sales_channel_id)
  const foreign = named.find((channel) => channel !== undefined && channel !== req.site.sales_channel_id)
  if (foreign !== undefined) throw TenancyErrors.foreignChannel(JSON.stringify(foreign))
  next()
}

/** Limits a list of orders to those of the site. */
export const onlyOrdersOfSite = (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): void => {
  req.filterableFields["sales_channel_id"] = req.site.sales_channel_id
  next()
}

type Customer = { orders?: { sales_channel_id?: unknown }[] | null }

/**
 * Takes the orders of other sites out of a customer's answer: Medusa reads all of a customer when `orders` is among the
 * fields. One address that is deleted answers its customer as `parent`.
 */
export const answerOrdersOfSite = (req: SiteRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
  const send = res.json.bind(res)
  res.json = (body) => {
    const { customer, parent } = body as { customer?: Customer; parent?: Customer }
    for (const owner of [customer, parent]) {
      const own = owner?.orders?.filter(({ sales_channel_id }) => sales_channel_id === req.site.sales_channel_id)
      if (owner && own) owner.orders = own
    }
    return send(body)
  }
  next()
}

/** Gives a new cart the site's region unless it names one; Medusa would take the one of the whole store. */
export const sellInRegionOfSite = (
  req: SiteRequest<{ region_id?: string | null }>,
  _res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  req.validatedBody.region_id ??= req.site.region_id
  next()
}
