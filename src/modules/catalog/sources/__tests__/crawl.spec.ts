import { crawl, type Page, type Paging } from "../crawl"
import { PlaceExpired } from "../http/transient"
import { offsetPaging } from "../offset-paging"

type Item = { id: string; price: number }
type Answer = (list: Item[], offset: number) => Page<Item>

const identity = { idOf: ({ id }: Item) => id, versionOf: ({ price }: Item) => String(price) }
const interrupted = expect.objectContaining({ code: "source_interrupted" })
const itemsOf = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: `A${String(index).padStart(3, "0")}`, price: 1 }))

const PAGE = 20
const honest: Answer = (list, offset) => {
  const records = list.slice(offset, offset + PAGE)
  return { records, isLast: records.length < PAGE }
}
const counting: Answer = (list, offset) => ({ ...honest(list, offset), total: list.length })

/** Crawls a list of which each page is answered in its own way, the last way from then on. */
const crawled = async (list: Item[], answers: Answer[], takesAnyOffset = true): Promise<Item[]> => {
  let asked = 0
  const fetch = async (offset: number): Promise<Page<Item>> => {
    const answer = answers[Math.min(asked, answers.length - 1)]
    asked += 1
    if (asked > 100) throw new Error("The crawl has no end")
    if (!answer) throw new Error("No answer")
    return answer(list, offset)
  }
  const found: Item[] = []
  for await (const item of crawl(offsetPaging(PAGE, fetch, identity, takesAnyOffset))) found.push(item)
  return found
}
const idsOf = (items: Item[]): string[] => [...new Set(items.map(({ id }) => id))].sort()

/** First something happens to the list, then it is answered. */
const after =
  (happening: (list: Item[]) => void, answer: Answer): Answer =>
  (list, offset) => {
    happening(list)
    return answer(list, offset)
  }

describe("a crawl", () => {
  it.each([0, 1, 19, 20, 21, 36, 37, 100])("reads a list of %d once", async (count) => {
    for (const answer of [honest, counting]) {
      expect(await crawled(itemsOf(count), [answer])).toEqual(itemsOf(count))
      expect(await crawled(itemsOf(count), [answer], false)).toEqual(itemsOf(count))
    }
  })

  it("tells how many there are, when the list says so", async () => {
    for (const [answer, told] of [
      [counting, [37, 37]],
      [honest, []],
    ] as const) {
      const expected: number[] = []
      const fetch = (offset: number) => Promise.resolve(answer(itemsOf(37), offset))
      const items = crawl(offsetPaging(PAGE, fetch, identity), (records) => expected.push(records))
      while (!(await items.next()).done);
      expect(new Set(expected)).toEqual(new Set(told))
    }
  })

  it.each([
    ["says how many there are", (list: Item[]): Page<Item> => ({ ...honest(list, 0), total: list.length })],
    ["says nothing of it", (list: Item[]): Page<Item> => honest(list, 0)],
  ])("ends as interrupted at a server that knows no offset and %s", async (_, answer) => {
    for (const count of [PAGE + 1, 5 * PAGE])
      await expect(crawled(itemsOf(count), [answer])).rejects.toEqual(interrupted)
  })

  it("finds the rows that move up when others before them vanish", async () => {
    const list = itemsOf(100)
    const vanish = after((all) => all.splice(3, 3), honest)
    const found = await crawled(list, [honest, honest, vanish, honest])
    expect(idsOf(found)).toEqual(expect.arrayContaining(idsOf(list)))
  })

  it("finds them also where pages can't overlap, by the number of rows", async () => {
    const list = itemsOf(100)
    const vanish = after((all) => all.splice(3, 3), counting)
    const found = await crawled(list, [counting, counting, vanish, counting], false)
    expect(idsOf(found)).toEqual(expect.arrayContaining(idsOf(list)))
  })

  it("finds them when more vanish than pages overlap", async () => {
    const list = itemsOf(100)
    const vanish = after((all) => all.splice(0, 15), honest)
    const found = await crawled(list, [honest, honest, vanish, honest])
    expect(idsOf(found)).toEqual(expect.arrayContaining(idsOf(list)))
  })

  it("takes rows that come in before its place for granted: the next delta has them", async () => {
    const list = itemsOf(50)
    const arrive = after((all) => all.unshift({ id: "0NEW", price: 1 }), counting)
    const found = await crawled(list, [counting, arrive, counting], false)
    expect(idsOf(found)).toEqual(idsOf(itemsOf(50)))
  })

  it("yields a row again when it has changed meanwhile, and only then", async () => {
    const list = itemsOf(30)
    const change = after((all) => void (all[19] = { id: "A019", price: 2 }), honest)
    const found = await crawled(list, [honest, change, honest])
    expect(found.filter(({ id }) => id === "A019").map(({ price }) => price)).toEqual([1, 2])
    expect(found).toHaveLength(31)
  })

  it("is not misled by a page that is answered twice", async () => {
    const again: Answer = (list) => honest(list, 0)
    expect(idsOf(await crawled(itemsOf(100), [honest, again, honest]))).toEqual(idsOf(itemsOf(100)))
  })

  it("is not misled by a page that belongs further back", async () => {
    const ahead: Answer = (list, offset) => honest(list, offset + 2 * PAGE)
    expect(idsOf(await crawled(itemsOf(100), [honest, ahead, honest]))).toEqual(idsOf(itemsOf(100)))
  })

  it("is not misled by an empty page in the middle", async () => {
    const empty: Answer = () => ({ records: [], isLast: true })
    expect(idsOf(await crawled(itemsOf(100), [honest, honest, empty, honest]))).toEqual(idsOf(itemsOf(100)))
  })
})

describe("a source that can't be read to its end", () => {
  const same: Answer = (list) => ({ ...honest(list, 0), isLast: false })
  const skipping: Answer = (list, offset) => honest(list, offset === 0 ? 0 : offset + PAGE)
  const boasting: Answer = (list, offset) => ({ ...honest(list, offset), total: list.length + 1 })

  it.each([
    ["answers the same page for ever", same, true],
    ["answers the same page for ever", same, false],
    ["skips rows whenever it is asked", skipping, true],
    ["announces more than it delivers", boasting, true],
    ["announces more than it delivers", boasting, false],
  ])("interrupts when it %s", async (_, answer, takesAnyOffset) => {
    await expect(crawled(itemsOf(100), [answer], takesAnyOffset)).rejects.toEqual(interrupted)
  })

  it("interrupts when it ends early with the rows counted as gone", async () => {
    const gone: Answer = () => ({ records: [], isLast: true, total: 0 })
    await expect(crawled(itemsOf(100), [counting, counting, gone], false)).rejects.toEqual(interrupted)
  })

  it("interrupts when it is empty from the middle on, however often it is asked", async () => {
    const gone: Answer = () => ({ records: [], isLast: true })
    await expect(crawled(itemsOf(100), [honest, honest, gone])).rejects.toEqual(interrupted)
  })
})

describe("a crawl along links", () => {
  const linked = (nextOf: (place: string) => string | null, fetch?: (place: string) => void): Paging<Item, string> => ({
    ...identity,
    start: "1",
    overlap: 0,
    fetch: async (place) => {
      fetch?.(place)
      return { records: [{ id: place, price: 1 }], isLast: nextOf(place) === null }
    },
    next: (place) => nextOf(place) ?? place,
  })
  const walked = async (paging: Paging<Item, string>): Promise<string[]> => {
    const ids: string[] = []
    for await (const { id } of crawl(paging)) ids.push(id)
    return ids
  }
  const upTo = (last: number) => (place: string) => (Number(place) < last ? String(Number(place) + 1) : null)

  it("follows them to the last", async () => {
    expect(await walked(linked(upTo(5)))).toEqual(["1", "2", "3", "4", "5"])
  })

  it("interrupts when one leads back", async () => {
    await expect(walked(linked((place) => (place === "3" ? "2" : upTo(9)(place))))).rejects.toEqual(interrupted)
  })

  it("starts again when its place has expired, without a row twice", async () => {
    let expirations = 0
    const expire = (place: string) => {
      if (place === "4" && expirations++ === 0) throw new PlaceExpired()
    }
    expect(await walked(linked(upTo(5), expire))).toEqual(["1", "2", "3", "4", "5"])
  })

  it("interrupts when its place expires each time", async () => {
    const expire = (place: string) => {
      if (place === "4") throw new PlaceExpired()
    }
    await expect(walked(linked(upTo(5), expire))).rejects.toEqual(interrupted)
  })
})
