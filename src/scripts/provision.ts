import { readEnvironment } from "../config/process"
import { provisionExisting } from "../postgres/provision"

const provision = async (): Promise<void> => {
  const { endpoint, DATABASE_URL } = readEnvironment({ name: "db:provision", host: undefined })
  const { eventTrigger, secured } = await provisionExisting(endpoint, DATABASE_URL)
  console.log(`The role galleria_app can log in with the password of DATABASE_URL.`)
  if (secured.length > 0) console.log(`Row-level security is now on for ${secured.join(", ")}`)
  if (!eventTrigger)
    console.log("New tables are secured at the end of each migration; the server can't do it by itself.")
}

provision().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
