import { MedusaError } from "@medusajs/framework/utils"

const { FORBIDDEN, INVALID_DATA, NOT_ALLOWED, NOT_FOUND } = MedusaError.Types

/** What goes wrong with clients and sites: each error names the value, and what to do. */
export const TenancyErrors = {
  unknownClient: (id: string) => new MedusaError(NOT_FOUND, `There is no client "${id}"`, "unknown_client"),
  unknownSite: (id: string) => new MedusaError(NOT_FOUND, `There is no site "${id}"`, "unknown_site"),
  unknownDomain: (domain: string) =>
    new MedusaError(NOT_FOUND, `No active site answers to "${domain}"`, "unknown_domain"),

  invalidDomain: (domain: string, cure: string) =>
    new MedusaError(INVALID_DATA, `domain: "${domain.slice(0, 300)}" is no host name: ${cure}`, "invalid_domain"),
  domainTaken: (domain: string, siteId: string) =>
    new MedusaError(
      INVALID_DATA,
      `domains: "${domain}" belongs to site "${siteId}"; remove it there first, or choose another`,
      "domain_taken"
    ),
  primaryNotListed: (domain: string) =>
    new MedusaError(
      INVALID_DATA,
      `primary_domain: "${domain}" is none of the site's domains; add it to domains`,
      "primary_domain_not_listed"
    ),
  invalidSlug: (slug: string) =>
    new MedusaError(
      INVALID_DATA,
      `slug: "${slug.slice(0, 100)}" may hold only a-z, 0-9 and "-", and at most 63 of them`,
      "invalid_slug"
    ),
  slugTaken: (slug: string) =>
    new MedusaError(INVALID_DATA, `slug: "${slug}" belongs to another client; choose another`, "slug_taken"),
  invalidTimeZone: (zone: string) =>
    new MedusaError(
      INVALID_DATA,
      `time_zone: "${zone.slice(0, 100)}" is no named zone; write one such as "Europe/Berlin" or "UTC"`,
      "invalid_time_zone"
    ),
  invalidCurrency: (code: string) =>
    new MedusaError(
      INVALID_DATA,
      `currency_code: "${code.slice(0, 100)}" is no currency; write three letters such as "eur"`,
      "invalid_currency"
    ),

  unknownRegion: (id: string) =>
    new MedusaError(INVALID_DATA, `region_id: there is no region "${id}"; see GET /admin/regions`, "unknown_region"),
  regionOfOtherCurrency: (id: string, regionCurrency: string, siteCurrency: string) =>
    new MedusaError(
      INVALID_DATA,
      `region_id: region "${id}" sells in ${regionCurrency}, the site in ${siteCurrency}; choose a region of that currency`,
      "region_currency_mismatch"
    ),
  noRegionOfCurrency: (currency: string) =>
    new MedusaError(
      INVALID_DATA,
      `currency_code: no region sells in ${currency}; create one with POST /admin/regions first`,
      "no_region_of_currency"
    ),
  catalogNotAvailable: (id: string) =>
    new MedusaError(
      INVALID_DATA,
      `catalog_id: the client has no catalog "${id}"; use a catalog of its own or a shared one`,
      "catalog_not_available"
    ),

  clientHasOrders: (id: string) =>
    new MedusaError(
      NOT_ALLOWED,
      `Client "${id}" has orders and can't be deleted; deactivate it instead: POST /admin/clients/${id} {"is_active": false}`,
      "client_has_orders"
    ),
  siteHasOrders: (id: string) =>
    new MedusaError(
      NOT_ALLOWED,
      `Site "${id}" has orders and can't be deleted; deactivate it instead: POST /admin/sites/${id} {"status": "inactive"}`,
      "site_has_orders"
    ),

  notOfSite: (kind: string, id: string) =>
    new MedusaError(NOT_FOUND, `This site has no ${kind.replace("_", " ")} "${id}"`, `unknown_${kind}`),
  foreignChannel: (id: string) =>
    new MedusaError(
      INVALID_DATA,
      `sales_channel_id: ${id} is not the channel of this site; leave it out, the publishable key says it`,
      "sales_channel_mismatch"
    ),

  noSite: () =>
    new MedusaError(
      FORBIDDEN,
      "The publishable key belongs to no site; use the key that GET /admin/sites shows for the site",
      "no_site"
    ),
  clientInactive: () => new MedusaError(FORBIDDEN, "This shop is closed: its client is not active", "client_inactive"),
  siteInactive: () => new MedusaError(FORBIDDEN, "This shop is closed: its site is inactive", "site_inactive"),
  siteNotActive: () => new MedusaError(FORBIDDEN, "This shop has not been opened yet", "site_not_active"),
}
