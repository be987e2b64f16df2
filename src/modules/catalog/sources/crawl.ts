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
  /** Where the page behind this one is. */
  next(place: Place, page: Page<Rec>): Place
  /**
   * How many records each page repeats of the one before. They prove that no record has slipped through between two
   * pages while rows were changed; 0 where the protocol knows no such place.
   */
  readonly overlap: number
  /** What tells two records apart. */
  idOf(record: Rec): string
  /** What tells two versions of a record apart. */
  versionOf(record: Rec): string
  /** What keeps a record's place in the list; without it its id, for lists that no change reorders. */
  markOf?(record: Rec): string
}

/** So often in a row pages may fail to lead on before the walk starts again, and so often it may start. */
const MOST_STRIKES = 3
const MOST_STARTS = 3
/** A list that loses more than this part of its records while it is read is broken, not busy. */
const LARGEST_LOSS = 0.1

/**
 * Walks through a list to its proven end and yields each version of a record once. A page that repeats is harmless; one
 * that does not join the page before it is read again from there; an end before all announced records have been met
 * starts the walk again. When that doesn't help it throws `source_interrupted`. `onExpected` learns how many records the
 * list says it has.
 */
export async function* crawl<Rec, Place>(
  paging: Paging<Rec, Place>,
  onExpected?: (records: number) => void
): AsyncGenerator<Rec, void, undefined> {
  const seen: Seen = new Map()
  const announcements = new Announcements()
  let reason = ""
  for (let started = 1; started <= MOST_STARTS; started += 1) {
    try {
      yield* walk(paging, seen, started, announcements, onExpected)
      const { missing } = announcements
      if (missing <= 0) return
      reason = `${missing} of its records don't come`
    } catch (error) {
      if (error instanceof PlaceExpired) reason = "its page links expire before they are followed"
      else if (error instanceof LostTrail) reason = error.message
      else throw error
    }
  }
  throw CatalogErrors.sourceInterrupted(reason)
}

/** The pages of a walk have stopped to join; a new walk finds the list as it is now. */
class LostTrail extends Error {}

/** The version of each record that was yielded, and in which walk it was last met. */
type Seen = Map<string, { version: string; walk: number }>

/** How many records the source says there are, which may change while they are read, and how many have come. */
class Announcements {
  private expected = 0
  private met = 0
  private mostMet = 0
  private highest = 0
  private last: number | null = null

  /** A new walk begins, which may find the list as it has become, but not as good as gone. */
  begin(): void {
    this.mostMet = Math.max(this.mostMet, this.met)
    this.expected = 0
    this.met = 0
    this.last = null
  }

  /** One more record has come for the first time in this walk. */
  meet(): void {
    this.met += 1
  }

  /** How many more records should have come; none when it is below one. */
  get missing(): number {
    return Math.max(this.expected, Math.ceil(this.mostMet * (1 - LARGEST_LOSS))) - this.met
  }

  /**
   * Where the list grows, records were added, perhaps before the place that was read to; those are met in the next delta.
   * Where it shrinks, records behind the place have moved up: all that were there have to be met, or the walk is repeated.
   */
  note(total: number | null | undefined): void {
    if (total === null || total === undefined) return
    if (total < this.highest * (1 - LARGEST_LOSS))
      throw CatalogErrors.sourceInterrupted(`it announced ${this.highest} records, and while it was read only ${total}`)
    if (this.last === null) this.expected = total
    else if (total < this.last) this.expected = Math.max(this.expected, this.last)
    this.last = total
    this.highest = Math.max(this.highest, total)
  }
}

/** One walk from the start to the last page. */
async function* walk<Rec, Place>(
  paging: Paging<Rec, Place>,
  seen: Seen,
  number: number,
  announcements: Announcements,
  onExpected?: (records: number) => void
): AsyncGenerator<Rec, void, undefined> {
  const trail = new Trail(paging)
  let place = paging.start
  announcements.begin()
  for (;;) {
    const page = await paging.fetch(place)
    if (!trail.joins(page)) {
      place = trail.turnBack()
      continue
    }
    announcements.note(page.total)
    if (typeof page.total === "number") onExpected?.(page.total)
    let isStuck = true
    for (const record of page.records) {
      const [id, version] = [paging.idOf(record), paging.versionOf(record)]
      const known = seen.get(id)
      const isKnown = known?.version === version
      if (known?.walk !== number) announcements.meet()
      if (!isKnown || known.walk !== number) isStuck = false
      seen.set(id, { version, walk: number })
      if (!isKnown) yield record
    }
    if (page.isLast) return
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
    const next = this.paging.next(place, page)
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
    if (this.strikes > MOST_STRIKES) throw new LostTrail(reason)
  }

  private keyOf(record: Rec): string {
    return this.paging.markOf?.(record) ?? this.paging.idOf(record)
  }
}
