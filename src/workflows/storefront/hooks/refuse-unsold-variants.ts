import { addToCartWorkflow, completeCartWorkflow, createCartWorkflow } from "@medusajs/medusa/core-flows"
import { refuseUnsold } from "../refuse-unsold"

type Cart = {
  sales_channel_id?: string | null
  completed_at?: Date | string | null
  items?: { variant_id?: string | null }[]
}

// Medusa asks only whether the channel's locations have stock, so that the variants of all clients fit in any cart.
addToCartWorkflow.hooks.validate(({ input, cart }, { container }) =>
  refuseUnsold(container, (cart as Cart).sales_channel_id, input.items)
)

createCartWorkflow.hooks.validate(({ input, cart }, { container }) =>
  refuseUnsold(container, input.sales_channel_id, cart.items)
)

// A cart may be older than an exclusion. One that became an order already answers with that order, whatever changed since.
completeCartWorkflow.hooks.validate(async ({ cart }, { container }) => {
  const { completed_at, sales_channel_id, items } = cart as Cart
  if (!completed_at) await refuseUnsold(container, sales_channel_id, items)
})
