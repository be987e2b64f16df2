import { SaxesParser } from "saxes"
import { CatalogErrors } from "../../errors"
import { FileErrors } from "../file-errors"

/** The longest text between two tags, in characters; a cell holds 32,767. */
const LONGEST_TEXT = 8 * 1024 * 1024

/** How deep elements stand in each other; of those that are open the parser keeps each. A cell's text is 8 deep. */
const DEEPEST = 100

type Attributes = Readonly<Record<string, string>>

/** What is told of a document while it is read; names come without their prefixes. */
export type XmlHandler = {
  open?(name: string, attributes: Attributes): void
  text?(text: string): void
  close?(name: string): void
}

/** Reads a document piece by piece: `yield`s after each, so that what the handler has gathered can be taken away. */
export async function* readXml(pieces: AsyncIterable<string>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false })
  let sinceTag = 0
  let depth = 0
  let isAbsent = true
  parser.on("error", (error) => {
    throw FileErrors.malformedArchive(error.message.slice(0, 200))
  })
  parser.on("opentag", ({ name, attributes }) => {
    sinceTag = 0
    depth += 1
    if (depth > DEEPEST) throw CatalogErrors.malformed(`The workbook nests more than ${DEEPEST} elements: save it anew`)
    handler.open?.(local(name), attributes as Attributes)
  })
  parser.on("text", (text) => handler.text?.(text))
  parser.on("cdata", (text) => handler.text?.(text))
  parser.on("closetag", ({ name }) => {
    sinceTag = 0
    depth -= 1
    handler.close?.(local(name))
  })
  for await (const piece of pieces) {
    isAbsent = false
    sinceTag += piece.length
    parser.write(piece)
    if (sinceTag > LONGEST_TEXT) throw FileErrors.tooLarge("A cell of the workbook", "8 MiB")
    yield
  }
  if (!isAbsent) parser.close()
}

/** Reads a document to its end. */
export const readWholeXml = async (pieces: AsyncIterable<string>, handler: XmlHandler): Promise<void> => {
  const reading = readXml(pieces, handler)
  while (!(await reading.next()).done);
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1)
