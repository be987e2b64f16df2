import { parseExpression } from "cron-parser"
import { CatalogErrors } from "./errors"
import { isSealed } from "./credentials/key-ring"
import { guardsSchema } from "./pipeline/guard"
import { SOURCES } from "./sources/registry"
import type { SourceDefinition } from "./sources/source"
import type { FeedDTO } from "./types"

const NAMED_ZONE = /^(?:UTC|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/

/** The definition of a kind, or 400 `unknown_kind`. */
export const definitionOf = (kind: string): SourceDefinition => {
  const definition = SOURCES.get(kind)
  if (!definition) throw CatalogErrors.unknownSourceKind(kind, [...SOURCES.keys()])
  return definition
}

/** Refuses settings that the kind doesn't take, naming each place; they are stored as they were given. */
export const checkSettings = (kind: string, settings: Record<string, unknown>): void => {
  const parsed = definitionOf(kind).settings.safeParse(settings)
  if (!parsed.success) throw CatalogErrors.badFeedSettings(parsed.error.issues)
}

/** Refuses names that the kind doesn't know, and the lack of one that it needs. */
export const checkCredentialNames = (kind: string, names: string[]): void => {
  const { credentials } = definitionOf(kind)
  const unknown = names.find((name) => !Object.hasOwn(credentials, name))
  if (unknown !== undefined) throw CatalogErrors.unknownCredential(kind, unknown, Object.keys(credentials))
  const missing = Object.keys(credentials).find((name) => credentials[name] === "required" && !names.includes(name))
  if (missing !== undefined) throw CatalogErrors.missingCredential(kind, missing)
}

const isZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}

/** Refuses a schedule that is no cron expression of five fields, or a zone that has no name. */
export const checkSchedule = (schedule: string | null, timeZone: string): void => {
  if (!NAMED_ZONE.test(timeZone) || !isZone(timeZone)) throw CatalogErrors.invalidTimeZone(timeZone)
  if (schedule === null) return
  if (schedule.trim().split(/\s+/).length !== 5)
    throw CatalogErrors.invalidSchedule(schedule, "it needs five fields: minute, hour, day, month, day of the week")
  try {
    // A day that no month has, as in "0 3 31 4,6 *", shows only when it is looked for.
    parseExpression(schedule, { tz: timeZone }).prev()
  } catch (error) {
    throw CatalogErrors.invalidSchedule(schedule, error instanceof Error ? error.message : String(error))
  }
}

/** Answers a key of the File Module unchanged, or refuses one that leads out of the folder in which it keeps files. */
export const checkFileKey = (key: string): string => {
  if (key.split(/[\\/]/).includes("..")) throw CatalogErrors.badFileKey()
  return key
}

/** How a credential is kept, which is all that anybody learns of it. */
const keepingOf = (stored: string): "sealed" | "env" | "file" =>
  isSealed(stored) ? "sealed" : stored.startsWith("env:") ? "env" : "file"

/** A feed as the API shows it: nothing secret, and its guards with what holds by default. */
export const presentFeed = (feed: FeedDTO) => {
  const { credentials, hook_secret, guards, deleted_at: _, ...shown } = feed
  const kept = Object.entries(credentials as Record<string, string>)
  return {
    ...shown,
    credentials: Object.fromEntries(kept.map(([name, stored]) => [name, keepingOf(stored)])),
    has_hook_secret: hook_secret !== null,
    guards: guardsSchema.parse(guards),
  }
}
