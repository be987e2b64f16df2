import { Modules } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"

/** The title of a publishable key, and who asks for it. */
export type CreateSiteKeyInput = { title: string; created_by?: string | undefined }

/**
 * Creates a site's publishable key; undone by revoking and deleting it. Medusa's own step of the kind only deletes, which
 * its service refuses for a key that was not revoked: a site that failed late would leave its key behind.
 */
export const createSiteKeyStep = createStep(
  "create-site-key",
  async ({ title, created_by = "" }: CreateSiteKeyInput, { container }) => {
    const key = await container.resolve(Modules.API_KEY).createApiKeys({ title, type: "publishable", created_by })
    return new StepResponse({ id: key.id }, { id: key.id, created_by })
  },
  async (key, { container }) => {
    if (!key) return
    const keys = container.resolve(Modules.API_KEY)
    await keys.revoke(key.id, { revoked_by: key.created_by })
    await keys.deleteApiKeys([key.id])
  }
)
