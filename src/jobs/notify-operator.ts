import type { MedusaContainer } from "@medusajs/framework/types"
import { notifyOperatorWorkflow } from "../workflows/catalog/notify-operator"

/** Tells the operator of runs that ended or wait, and whose event was lost. */
export default async function notifyOperatorOfRuns(container: MedusaContainer) {
  await notifyOperatorWorkflow(container).run()
}

export const config = { name: "notify-operator", schedule: "* * * * *" }
