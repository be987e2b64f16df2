import { CopyLines } from "../copy"

const textOf = (lines: CopyLines): string => lines.bytes().toString("utf8")

describe("lines of COPY", () => {
  it("say null by a sign of its own, and escape what would end a value or a line", () => {
    const lines = new CopyLines()
    lines.append(["a\tb\nc\rd\\e", null, "\\N", "", 7, true])
    expect(textOf(lines)).toBe("a\\tb\\nc\\rd\\\\e\t\\N\t\\\\N\t\t7\ttrue\n")
  })

  it("are whole when they grow past their buffer, in bytes and not in characters", () => {
    const lines = new CopyLines()
    const wide = "ギャラリー".repeat(1_000)
    const expected = Array.from({ length: 40 }, (_, index) => `${index}\t${wide}\n`).join("")
    for (let index = 0; index < 40; index += 1) lines.append([index, wide])
    expect(textOf(lines)).toBe(expected)
    expect(lines.length).toBe(Buffer.byteLength(expected))
  })

  it("show nothing of what was cleared", () => {
    const lines = new CopyLines()
    lines.append(["a longer line of the former batch"])
    lines.clear()
    expect(lines.length).toBe(0)
    lines.append(["short"])
    expect(textOf(lines)).toBe("short\n")
  })
})
