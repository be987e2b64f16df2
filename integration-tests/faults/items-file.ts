import { writeFileSync } from "node:fs"

const HEADER =
  "sku,product,name,description,category,brand,barcode,price:usd,price:eur,stock,image,active,option:Size,attribute:finish"

/** The file as it is at first, or after a while: a third has moved, some are new, some are off, some are back. */
export type Edition = "first" | "second"

const SIZES = ["S", "M", "L"]

/** Of twenty rows three are the sizes of one shirt; of a thousand one has a faulty price. */
const lineOf = (index: number, edition: Edition): string => {
  const place = index % 20
  const size = SIZES[place]
  const group = Math.floor(index / 20)
  const moved = edition === "second" && index % 3 === 0 ? 1 : 0
  const price = index % 997 === 996 ? "cheap" : ((index % 900) + 10 + moved + 0.5).toFixed(2)
  const isActive = edition === "first" ? index % 50 !== 7 : index % 50 !== 7 && index % 40 !== 9
  const isBack = edition === "second" && index % 100 === 7
  const images = [0, 1].map(
    (view) => `https://img.example/${size ? `shirt-${group}` : index}-${view}${moved ? "b" : ""}.jpg`
  )
  return [
    `SKU-${index}`,
    size ? `SHIRT-${group}` : "",
    size ? `Shirt ${group}` : `Item ${index}${moved ? " improved" : ""}`,
    `"What item ${size ? group : index} is, said in a sentence, with ""quotes"""`,
    `Category ${group % 40}`,
    `Brand ${group % 7}`,
    index % 4 === 3 ? String(4_000_000_000_000 + index) : "",
    price,
    (Number(price) * 0.9 || 1).toFixed(2),
    String((index % 100) + moved),
    images.join("|"),
    String(isActive || isBack),
    size ?? "",
    index % 5 === 0 ? "matt" : "",
  ].join(",")
}

/** Writes a file of so many items, the same each time. In its second edition a hundredth of the skus is new. */
export const writeItemsFile = (path: string, rows: number, edition: Edition = "first"): string => {
  const fresh = edition === "second" ? Math.floor(rows / 100) : 0
  const lines = Array.from({ length: rows }, (_, index) => lineOf(index + fresh * 20, edition))
  writeFileSync(path, `${[HEADER, ...lines].join("\n")}\n`)
  return path
}
