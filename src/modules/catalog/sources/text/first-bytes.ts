import { Readable } from "node:stream"

/** What a file begins with; `isWhole` when that is all of it. */
export type FirstBytes = { readonly head: Buffer; readonly isWhole: boolean; readonly file: Readable }

/** Looks at the beginning of a file without taking it away: `file` yields it again. */
export const firstBytes = async (source: Readable, count: number): Promise<FirstBytes> => {
  const pieces: Buffer[] = []
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer | string, undefined>
  let length = 0
  let isWhole = false
  while (length < count && !isWhole) {
    const { done, value } = await iterator.next()
    if (done) isWhole = true
    else length += pieces.push(Buffer.from(value)) && Buffer.byteLength(value)
  }
  const head = Buffer.concat(pieces)
  return { head: head.subarray(0, count), isWhole: isWhole && length <= count, file: again(source, head, iterator) }
}

const again = (source: Readable, head: Buffer, iterator: AsyncIterator<Buffer | string, undefined>): Readable => {
  async function* all(): AsyncGenerator<Buffer | string> {
    try {
      if (head.length) yield head
      for (;;) {
        const { done, value } = await iterator.next()
        if (done) return
        yield value
      }
    } finally {
      source.destroy()
    }
  }
  return Readable.from(all(), { objectMode: false })
}
