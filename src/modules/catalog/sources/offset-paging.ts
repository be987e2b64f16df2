import type { Page, Paging } from "./crawl"

/** So large a part of each page is read again with the next one, to prove that the two join. */
const OVERLAPPING_PART = 10

/**
 * Walks through a list by counting its rows. When rows vanish from before the place, those behind move up and would be
 * missed; so pages overlap, unless the protocol takes only whole pages.
 */
export const offsetPaging = <Rec>(
  pageSize: number,
  fetch: (offset: number) => Promise<Page<Rec>>,
  identity: Pick<Paging<NoInfer<Rec>, number>, "idOf" | "versionOf">,
  takesAnyOffset = true
): Paging<Rec, number> => {
  const overlap = takesAnyOffset ? Math.max(1, Math.floor(pageSize / OVERLAPPING_PART)) : 0
  return {
    ...identity,
    start: 0,
    overlap,
    fetch,
    next: (offset, { records }) => offset + Math.max(1, (overlap === 0 ? pageSize : records.length) - overlap),
  }
}
