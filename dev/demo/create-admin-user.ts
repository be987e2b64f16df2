import type { ExecArgs } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { createUserAccountWorkflow } from "@medusajs/medusa/core-flows"

const readLogin = (): { email: string; password: string } => {
  const { GALLERIA_ADMIN_EMAIL: email, GALLERIA_ADMIN_PASSWORD: password } = process.env
  if (email && password) return { email, password }
  throw new MedusaError(
    MedusaError.Types.INVALID_ARGUMENT,
    "GALLERIA_ADMIN_EMAIL and GALLERIA_ADMIN_PASSWORD are missing: npm start sets them for this script"
  )
}

/**
 * Creates the first user of the dashboard; run by `medusa exec`. It leaves a store alone in which anybody else has an
 * account, and completes what an interrupted run of it has begun.
 */
export default async function createAdminUser({ container }: ExecArgs): Promise<void> {
  const login = readLogin()
  const auth = container.resolve(Modules.AUTH)
  const users = await container.resolve(Modules.USER).listUsers({}, { take: 2 })
  const [self] = users.filter(({ email }) => email === login.email)
  if (users.length > 0 && !self) return

  // Registering again answers the same identity as long as no account is attached to it.
  const { authIdentity, error } = await auth.register("emailpass", { body: login })
  if (!authIdentity) {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, `The account ${login.email} could not be made: ${error}`)
  }
  if (self) await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: self.id } })
  else {
    await createUserAccountWorkflow(container).run({
      input: { authIdentityId: authIdentity.id, userData: { email: login.email, first_name: "Operator" } },
    })
  }
}
