import { readEnvironment } from "../config/process"
import { CatalogErrors, resealCredentials } from "../modules/catalog"
import { executorOf } from "../postgres/executor"
import { createKnex } from "../postgres/knex"

const reseal = async (): Promise<void> => {
  const environment = readEnvironment({ name: "exec", host: undefined })
  const { endpoint, CREDENTIALS_KEY, DATABASE_ACQUIRE_TIMEOUT_MS: acquireTimeoutMs } = environment
  if (CREDENTIALS_KEY === undefined) throw CatalogErrors.credentialsKeyMissing()
  const knex = createKnex({ endpoint, applicationName: "galleria-reseal", min: 0, max: 1, acquireTimeoutMs })
  try {
    const { resealed, unreadable } = await resealCredentials(executorOf(knex), { credentialKeys: CREDENTIALS_KEY })
    console.log(`Sealed again: ${resealed}. Keys that are not the first one may go once nothing is unreadable.`)
    if (unreadable.length === 0) return
    console.error(`No key of CREDENTIALS_KEY opens the secrets of ${unreadable.join(", ")}: give them again.`)
    process.exitCode = 1
  } finally {
    await knex.destroy()
  }
}

reseal().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
