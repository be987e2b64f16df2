import { randomInt } from "node:crypto"

const FIRST = "abcdefghijklmnopqrstuvwxyz"
const OTHERS = `0123456789${FIRST}`

/** A random namespace for a new catalog: a letter and seven letters or digits, 2 × 10¹² of them. */
export const newCatalogKey = (random: (below: number) => number = randomInt): string => {
  const pick = (alphabet: string) => alphabet.charAt(random(alphabet.length))
  return pick(FIRST) + Array.from({ length: 7 }, () => pick(OTHERS)).join("")
}
