import type { CredentialVault } from "./credentials/vault"
import { checkCredentialNames, checkSchedule, checkSettings, definitionOf } from "./feed-fields"
import { given } from "./given"
import { guardsSchema } from "./pipeline/guard"
import type { CreateFeed, FeedDTO, UpdateFeed } from "./types"

/** The row of a new feed, checked; its secrets are sealed for its id. `nowMs` is from when on its schedule counts. */
export const newFeed = (vault: CredentialVault, id: string, input: CreateFeed, nowMs: number) => {
  const { kind, settings = {}, credentials = {}, schedule = null, time_zone = "UTC", guards = {} } = input
  const secrets = withoutNull(credentials)
  checkSettings(kind, settings)
  checkCredentialNames(kind, Object.keys(secrets))
  checkSchedule(schedule, time_zone)
  // What is paged may miss a row that moves between two pages; a file has all of them.
  const absence_grace_runs = input.absence_grace_runs ?? (definitionOf(kind).repeatedSkus === "last_wins" ? 1 : 0)
  return {
    ...given(input),
    ...{ id, settings, schedule, time_zone, absence_grace_runs },
    credentials: vault.keep(id, secrets),
    guards: guardsSchema.parse(guards),
    scheduled_after: schedule === null ? null : new Date(nowMs),
  }
}

/**
 * What changes of a feed, checked against what it will be. Credentials that are not named stay. A feed with other
 * settings may be another source, so its next delta reads from the beginning.
 */
export const changedFeed = (vault: CredentialVault, feed: FeedDTO, changes: UpdateFeed, nowMs: number) => {
  const { settings, credentials, guards, schedule = feed.schedule, time_zone = feed.time_zone } = changes
  if (settings) checkSettings(feed.kind, settings)
  checkSchedule(schedule, time_zone)
  const isRescheduled = schedule !== feed.schedule || time_zone !== feed.time_zone || changes.is_active === true
  return {
    ...given(changes),
    ...(settings && !sameJson(settings, feed.settings) ? { cursor: null } : {}),
    ...(credentials ? { credentials: mergedCredentials(vault, feed, credentials) } : {}),
    ...(guards ? { guards: guardsSchema.parse(guards) } : {}),
    ...(isRescheduled ? { scheduled_after: schedule === null ? null : new Date(nowMs) } : {}),
  }
}

const mergedCredentials = (vault: CredentialVault, feed: FeedDTO, changes: Record<string, string | null>) => {
  const kept = Object.entries(feed.credentials as Record<string, string>).filter(([name]) => !(name in changes))
  const merged = { ...Object.fromEntries(kept), ...vault.keep(feed.id, withoutNull(changes)) }
  checkCredentialNames(feed.kind, Object.keys(merged))
  return merged
}

const withoutNull = (credentials: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).flatMap(([name, text]) => (text === null ? [] : [[name, text]])))

/** Whether two settings say the same; stored ones come back with their keys in another order. */
const sameJson = (left: unknown, right: unknown): boolean => canonical(left) === canonical(right)

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  )
