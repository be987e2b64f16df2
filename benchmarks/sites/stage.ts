import { importOurs, type OurSite, type OurTarget } from "../import/our-import"
import { settle } from "../lab/process-figures"
import type { Lab } from "../lab/start-lab"
import { checkLinks, linkBytes, vacuum } from "./links"
import { assign, changeExclusions, type Excluded } from "./operator"
import { type PageTimes, timePages } from "./shop-pages"

/** What shoppers of one site wait for while the table has so many links, which take so many bytes with their indexes. */
export type Shopped = PageTimes & { readonly links: number; readonly bytes: number }

/** What an operator does, each on a quiet store and followed by a count of every channel's links, which throws when one is wrong. */
export type Stage = {
  /** Imports a file into a catalog; answers the seconds. */
  imported(what: string, target: OurTarget, file: Blob, products: number): Promise<number>
  /** Assigns a catalog of `rows` products, or none, to one site after the other; answers the seconds of each. */
  assigned(what: string, sites: readonly OurSite[], catalogId: string | null): Promise<number[]>
  /** Excludes items on a site of `rows` products, or includes them again, and looks at its shop. */
  excluded(site: OurSite, what: "add" | "remove", skus: readonly string[]): Promise<Excluded>
  /** Times the shop of a site of `rows` products. */
  shopped(site: OurSite): Promise<Shopped>
}

/** Keeps account of the links that there ought to be; `rows` is how many products a measured catalog has. */
export const openStage = (lab: Lab, rows: number): Stage => {
  const { owner } = lab.store
  const expected = new Map<string, number>()
  const show = (sites: readonly OurSite[], links: number): void =>
    sites.forEach(({ salesChannelId }) => expected.set(salesChannelId, links))
  const calm = (): Promise<void> => settle(lab.storePid).then(() => lab.checkpoint())
  return {
    imported: async (what, target, file, products) => {
      await calm()
      const seconds = await importOurs(lab.store, target, file, products)
      show(target.sites, products)
      await checkLinks(owner, what, expected)
      return seconds
    },
    assigned: async (what, sites, catalogId) => {
      await calm()
      const seconds = await assign(lab.store, sites, catalogId)
      show(sites, catalogId === null ? 0 : rows)
      await checkLinks(owner, what, expected)
      return seconds
    },
    excluded: async (site, what, skus) => {
      await calm()
      const change = await changeExclusions(lab.store, site, what, skus)
      const products = what === "add" ? rows - skus.length : rows
      show([site], products)
      await checkLinks(owner, `After exclusions: ${what}`, expected)
      await timePages(lab.store, site, products)
      return change
    },
    shopped: async (site) => {
      await vacuum(owner)
      await calm()
      const [links, bytes] = [await checkLinks(owner, "Before shoppers", expected), await linkBytes(owner)]
      return { ...(await timePages(lab.store, site, rows)), links, bytes }
    },
  }
}
