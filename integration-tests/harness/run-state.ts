/** The shared run, as the global setup hands it to every suite: plain data, since it crosses into Jest's sandboxes. */
export type RunState = {
  /** Folder of this run alone: logs and files that the stores write. */
  readonly folder: string
  readonly postgres: PostgresState
  readonly store: StoreState
  readonly admin: { readonly email: string; readonly password: string }
}

/** One PostgreSQL server: where it listens and how each role signs in. */
export type PostgresState = {
  readonly host: string
  readonly port: number
  readonly superuserPassword: string
  readonly ownerPassword: string
  readonly runtimePassword: string
  /** The migrated database that every other one is cloned from. */
  readonly template: string
}

/** One running `medusa start`. */
export type StoreState = {
  readonly url: string
  readonly pid: number
  readonly logFile: string
  readonly database: string
}

const VARIABLE = "GALLERIA_TEST_RUN"

/** Publishes the run to the suites; Jest's workers inherit the environment. */
export const publishRun = (state: RunState): void => {
  process.env[VARIABLE] = JSON.stringify(state)
}

/** Reads the run that the global setup has started. */
export const currentRun = (): RunState => {
  const text = process.env[VARIABLE]
  if (!text) throw new Error("No store runs: start the suite by `npm test -- PATH`, which starts one beforehand.")
  return JSON.parse(text) as RunState
}
