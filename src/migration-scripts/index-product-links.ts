import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { executorOf } from "../postgres/executor"

const INDEX = `
  create index if not exists "IDX_product_sales_channel_shown" on product_sales_channel (sales_channel_id, product_id)
  where deleted_at is null`

/**
 * A shop's page of products is the next few of its channel in the order of their ids. Medusa's own indexes know channels
 * or products: without this one the page is looked for among the links of all products on all sites. A script, because
 * Medusa creates the table of links after the migrations of modules.
 */
export default async function indexProductLinks({ container }: { container: MedusaContainer }): Promise<void> {
  await executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION)).run(INDEX)
}
