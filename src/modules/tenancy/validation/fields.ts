import { TenancyErrors } from "../errors"
import type { UpdateClient, UpdateSite } from "../types"

const SLUG = /^[a-z0-9-]{1,63}$/
const NAMED_ZONE = /^(?:UTC|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/
const CURRENCIES = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()))

/** Answers the slug unchanged, or refuses what would not stand in a path as it is. */
export const checkSlug = (slug: string): string => {
  if (!SLUG.test(slug)) throw TenancyErrors.invalidSlug(slug)
  return slug
}

/**
 * Answers the zone unchanged, or refuses it. An offset such as "+02:00" is refused too: Postgres reads its sign the
 * other way round, and it knows no summer time.
 */
export const checkTimeZone = (zone: string): string => {
  try {
    if (!NAMED_ZONE.test(zone)) throw TenancyErrors.invalidTimeZone(zone)
    new Intl.DateTimeFormat("en", { timeZone: zone })
    return zone
  } catch {
    throw TenancyErrors.invalidTimeZone(zone)
  }
}

/** Answers the ISO 4217 code in lower case, as Medusa stores it, or refuses it. */
export const normaliseCurrency = (code: string): string => {
  const lower = code.toLowerCase()
  if (!CURRENCIES.has(lower)) throw TenancyErrors.invalidCurrency(code)
  return lower
}

/** A record without the fields that were left out; `null` is a value and stays. */
const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]?: Exclude<Fields[Field], undefined>
  }

/** The fields of a client as they are stored, checked; those that were left out are absent. */
export const clientFields = (input: UpdateClient) =>
  given({ ...input, slug: input.slug === undefined ? undefined : checkSlug(input.slug) })

/** The fields of a site as they are stored, checked; those that were left out are absent. */
export const siteFields = (input: Omit<UpdateSite, "domains" | "primary_domain">) =>
  given({
    ...input,
    time_zone: input.time_zone === undefined ? undefined : checkTimeZone(input.time_zone),
    currency_code: input.currency_code === undefined ? undefined : normaliseCurrency(input.currency_code),
  })
