import { createHash } from "node:crypto"
import { pipeline, Transform, type Readable } from "node:stream"
import { CatalogErrors } from "../errors"

/** The SHA-256 that a `.sha256` file names, alone or before a file's name as `sha256sum` writes it. */
export const checksumIn = (text: string): string | null =>
  /^[\\]?([0-9a-f]{64})\b/i.exec(text.trim())?.[1]?.toLowerCase() ?? null

/** Passes a file on, and interrupts at its end when its content is not what the SHA-256 says. */
export const withChecksum = (file: Readable, expected: string): Readable => {
  const hash = createHash("sha256")
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      const isSame = hash.digest("hex") === expected.toLowerCase()
      done(isSame ? null : CatalogErrors.sourceInterrupted("the file is not the one that its SHA-256 names"))
    },
  })
  return pipeline(file, checked, () => undefined)
}
