import { Readable } from "node:stream"

/** What a file begins with; `isWhole` when that is all of it. */
export type FirstBytes = { readonly head: Buffer; readonly isWhole: boolean; readonly file: Readable }

/** Looks at the beginning of a file without taking it away: `file` yields it again. `onRead` learns of each piece's bytes. */
export const firstBytes = async (
  source: Readable,
  count: number,
  onRead: (bytes: number) => void = () => undefined
): Promise<FirstBytes> => {
  const pieces: Buffer[] = []
  const iterator = counting(source[Symbol.asyncIterator]() as Pieces, onRead)
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

type Pieces = AsyncIterator<Buffer | string, undefined>

const counting = (pieces: Pieces, onRead: (bytes: number) => void): Pieces => ({
  next: async () => {
    const piece = await pieces.next()
    if (!piece.done) onRead(Buffer.byteLength(piece.value))
    return piece
  },
})

const again = (source: Readable, head: Buffer, iterator: Pieces): Readable => {
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
