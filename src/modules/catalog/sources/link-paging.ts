import type { JsonClient } from "./http/json-client"
import type { Page, Paging } from "./crawl"

/** A page that names the next one by a link. */
export type LinkedPage<Rec> = Omit<Page<Rec>, "isLast"> & { readonly link: string | null }

/** Walks along the links that a server gives, each put back on the configured host. */
export const linkPaging = <Rec>(
  client: JsonClient,
  first: URL,
  fetch: (url: URL) => Promise<LinkedPage<Rec>>,
  identity: Pick<Paging<NoInfer<Rec>, string>, "idOf" | "versionOf">
): Paging<Rec, string> => {
  let link: string | null = null
  return {
    ...identity,
    start: first.href,
    overlap: 0,
    fetch: async (place) => {
      const page = await fetch(new URL(place))
      link = page.link
      return { ...page, isLast: link === null }
    },
    next: (place) => client.nextUrl(link ?? place, new URL(place)).href,
  }
}
