import { domainToASCII } from "node:url"
import { TenancyErrors } from "../errors"
import type { SiteDomains } from "../types"

const LONGEST_NAME = 253
const NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+)$/

/** Mistakes that people make, in the order in which they hide one another, each with its cure. */
const MISTAKES: [RegExp, string][] = [
  [/^$/, 'write a name such as "shop.example.com"'],
  [/\/\//, "leave out the scheme (https://)"],
  [/[/?#\\]/, "leave out the path"],
  [/@/, "leave out the user"],
  [/\*/, "wildcards are not supported; list each name"],
  [/[:：]/, "leave out the port"],
  [/_/, "an underscore is not allowed in a host name"],
  [/[\s%[\]<>^|]/, "it holds a character that no host name has"],
]

/**
 * Writes a host name in the one form that is stored and compared: lower-case, an international name in its ASCII
 * form, without the root's trailing dot. Whatever is more or less than a host name is refused with its cure.
 */
export const normaliseDomain = (domain: string): string => {
  const written = domain.trim()
  const mistake = MISTAKES.find(([pattern]) => pattern.test(written))
  if (mistake) throw TenancyErrors.invalidDomain(domain, mistake[1])
  const ascii = domainToASCII(written).replace(/\.$/, "")
  if (ascii.length > LONGEST_NAME) {
    throw TenancyErrors.invalidDomain(domain, `it is longer than ${LONGEST_NAME} characters`)
  }
  if (!NAME.test(ascii) && !LOOPBACK.test(ascii)) {
    throw TenancyErrors.invalidDomain(domain, 'write a full name such as "shop.example.com"')
  }
  return ascii
}

/** A domain as the table holds it. */
export type DomainRow = { domain: string; is_primary: boolean }

/** Answers a site's domains, each once, with exactly one primary among them (none when there are no domains). */
export const domainRows = ({ domains = [], primary_domain }: SiteDomains): DomainRow[] => {
  const names = [...new Set(domains.map(normaliseDomain))]
  const primary = primary_domain === undefined ? names[0] : normaliseDomain(primary_domain)
  if (primary !== undefined && !names.includes(primary)) throw TenancyErrors.primaryNotListed(primary)
  return names.map((domain) => ({ domain, is_primary: domain === primary }))
}
