import { CatalogErrors } from "../errors"
import { PlaceExpired } from "./http/transient"

/** One answer of a paged list. */
export type Page<Rec> = {
  readonly records: readonly Rec[]
  readonly isLast: boolean
  /** How many records the whole list has, where the protocol tells. */
  readonly total?: number | null
}

/** How one protocol walks through a list. */
export type Paging<Rec, Place> = {
  readonly start: Place
  fetch(place: Place): Promise<Page<Rec>>
  /** Where the next page is; `isStuck` says that the last one had nothing new. */
  next(place: Place, page: Page<Rec>, isStuck: boolean): Place
  /**
   * How many records each page repeats of the one before. They prove that no record has slipped through between two
   * pages while rows were changed; 0 where the protocol knows no such place.
   */
  readonly overlap: number
  /** What tells two records apart. */
  idOf(record: Rec): string
  /** What tells two versions of a record apart. */
  versionOf(record: Rec): string
}

/** So often in a row pages may fail to lead on, and so often a whole crawl may start again. */
const MOST_STRIKES = 5
const MOST_STARTS = 3

/**
 * Walks through a list to its proven end and yields each version of a record once. A page that repeats is harmless; one
 * that does not join the page before it is read again from there; an end before all announced records have been seen
 * starts the walk again. When that doesn't help it throws `source_interrupted`.
 */
export async function* crawl<Rec, Place>(paging: Paging<Rec, Place>): AsyncGenerator<Rec, void, undefined> {
  const seen: Seen = new Map()
  for (let started = 1; ; started += 1) {
    try {
      const announced = yield* walk(paging, seen, started)
      if (seen.size >= announced) return
      if (started >= MOST_STARTS)
        throw CatalogErrors.sourceInterrupted(`it announces ${announced} records and delivers ${seen.size}`)
    } catch (error) {
      if (!(error instanceof PlaceExpired)) throw error
      if (started >= MOST_STARTS)
        throw CatalogErrors.sourceInterrupted("its page links expire before they are followed")
    }
  }
}

/** The version of each record that was yielded, and in which walk it was last met. */
type Seen = Map<string, { version: string; walk: number }>

/** One walk from the start; it returns how many records there have to be at least. */
async function* walk<Rec, Place>(
  paging: Paging<Rec, Place>,
  seen: Seen,
  number: number
): AsyncGenerator<Rec, number, undefined> {
  const trail = new Trail(paging)
  let place = paging.start
  let announced = Infinity
  for (;;) {
    const page = await paging.fetch(place)
    if (!trail.joins(page)) {
      place = trail.turnBack()
      continue
    }
    // Rows may come or go while the list is read: the smallest announcement is the one that must be kept.
    announced = Math.min(announced, page.total ?? Infinity)
    let isStuck = true
    for (const record of page.records) {
      const [id, version] = [paging.idOf(record), paging.versionOf(record)]
      const known = seen.get(id)
      const isKnown = known?.version === version
      if (!isKnown || known.walk !== number) isStuck = false
      seen.set(id, { version, walk: number })
      if (!isKnown) yield record
    }
    if (page.isLast) return announced === Infinity ? 0 : announced
    place = trail.follow(place, page, isStuck)
  }
}

/** Remembers the way through a list, so that a gap in it is noticed. */
class Trail<Rec, Place> {
  private tail: ReadonlySet<string> = new Set()
  private lastPlace: Place
  private readonly visited = new Set<string>()
  private strikes = 0

  constructor(private readonly paging: Paging<Rec, Place>) {
    this.lastPlace = paging.start
  }

  /** Whether the page repeats something of the end of the one before, as it must. */
  joins({ records }: Page<Rec>): boolean {
    return this.tail.size === 0 || records.some((record) => this.tail.has(this.keyOf(record)))
  }

  /** Where the last page lies that has joined: rows have moved since, and it shows where they are now. */
  turnBack(): Place {
    this.strike("its pages don't join: too many rows change while it is read")
    return this.lastPlace
  }

  follow(place: Place, page: Page<Rec>, isStuck: boolean): Place {
    if (isStuck) this.strike("its pages don't lead on")
    else this.strikes = 0
    const next = this.paging.next(place, page, isStuck)
    const mark = JSON.stringify(next)
    // Whoever repeats pages to prove that they join comes by a place again when he turns back.
    if (this.paging.overlap === 0 && this.visited.has(mark))
      throw CatalogErrors.sourceInterrupted("its link to the next page leads back to one that has been read")
    this.visited.add(mark)
    const { overlap } = this.paging
    this.tail = new Set(overlap === 0 ? [] : page.records.slice(-overlap).map((record) => this.keyOf(record)))
    this.lastPlace = place
    return next
  }

  private strike(reason: string): void {
    this.strikes += 1
    if (this.strikes > MOST_STRIKES) throw CatalogErrors.sourceInterrupted(reason)
  }

  private keyOf(record: Rec): string {
    return `${this.paging.idOf(record)}\n${this.paging.versionOf(record)}`
  }
}
