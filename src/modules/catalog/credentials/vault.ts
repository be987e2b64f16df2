import { readFile, realpath, stat } from "node:fs/promises"
import { resolve, sep } from "node:path"
import { CatalogErrors } from "../errors"
import { isSealed, KeyRing } from "./key-ring"

const LARGEST_FILE_BYTES = 64 * 1024
const LONGEST_SECRET = 32 * 1024

/** How credentials are kept; the catalog module's options. */
export type VaultOptions = {
  /** `id:base64[,id:base64…]`; without it secrets can be named but not kept. */
  readonly credentialKeys?: string | undefined
  /** The folder below which `file:` references lie. */
  readonly credentialFolder?: string | undefined
  /** The value of a variable that an `env:` reference may name. */
  readonly credentialVariable?: ((name: string) => string | undefined) | undefined
}

/** Credentials by name, as they are stored: `sealed1:…`, `env:NAME` or `file:PATH`. */
export type StoredCredentials = Readonly<Record<string, string>>

/** Keeps the credentials of feeds, and opens them when a source is read and not before. */
export class CredentialVault {
  private readonly ring: KeyRing

  constructor(private readonly options: VaultOptions) {
    this.ring = new KeyRing(options.credentialKeys)
  }

  /**
   * What is stored of the credentials that a person gives: a reference (`env:NAME`, `file:PATH`) as it is, because the
   * worker that reads the source may know it where this process doesn't, and anything else sealed. Throws
   * `bad_credential` or `credentials_key_missing`.
   */
  keep(feedId: string, given: Readonly<Record<string, string>>): Record<string, string> {
    const kept = Object.entries(given).map(([name, text]) => {
      if (text === "" || text.length > LONGEST_SECRET)
        throw CatalogErrors.badCredential(name, "it is empty or too long")
      return [name, isReference(text) ? text : this.ring.seal({ ownerId: feedId, name }, text)]
    })
    return Object.fromEntries(kept) as Record<string, string>
  }

  /** Opens all credentials of a feed, or throws `source_refused` naming the one that can't be. */
  async open(feedId: string, stored: StoredCredentials): Promise<Record<string, string>> {
    const opened = Object.entries(stored).map(async ([name, text]): Promise<[string, string]> => {
      const value = isReference(text) ? await this.resolve(name, text) : this.ring.open({ ownerId: feedId, name }, text)
      return [name, value]
    })
    return Object.fromEntries(await Promise.all(opened))
  }

  /** The same credentials under the first key, or null when all of them are already. */
  reseal(feedId: string, stored: StoredCredentials): Record<string, string> | null {
    if (!Object.values(stored).some((text) => this.ring.isOutdated(text))) return null
    const resealed = Object.entries(stored).map(([name, text]) => {
      const place = { ownerId: feedId, name }
      return [name, this.ring.isOutdated(text) ? this.ring.seal(place, this.ring.open(place, text)) : text]
    })
    return Object.fromEntries(resealed) as Record<string, string>
  }

  private async resolve(name: string, reference: string): Promise<string> {
    const kind = reference.slice(0, reference.indexOf(":"))
    const target = reference.slice(kind.length + 1)
    const value = kind === "env" ? this.variable(name, target) : await this.file(name, target)
    if (value === "") throw CatalogErrors.credentialUnavailable(name, `${reference} is empty`)
    return value
  }

  private variable(name: string, variable: string): string {
    const value = this.options.credentialVariable?.(variable)
    if (value === undefined)
      throw CatalogErrors.credentialUnavailable(
        name,
        `the variable "${variable.slice(0, 100)}" is not set, or does not begin with FEED_CREDENTIALS_PREFIX`
      )
    return value
  }

  /** Links are followed first, so that none leads out of the folder. */
  private async file(name: string, path: string): Promise<string> {
    const { credentialFolder: folder } = this.options
    if (folder === undefined) throw CatalogErrors.credentialUnavailable(name, "FEED_CREDENTIALS_FOLDER is not set")
    const shown = path.slice(0, 100)
    try {
      const real = await realpath(resolve(folder, path))
      const isBelow = real.startsWith((await realpath(folder)) + sep)
      const found = isBelow ? await stat(real) : null
      if (found?.isFile() && found.size <= LARGEST_FILE_BYTES)
        return (await readFile(real, "utf8")).replace(/\r?\n$/, "")
    } catch {
      // Whether a file outside exists is nobody's business: absent and forbidden give one answer.
    }
    throw CatalogErrors.credentialUnavailable(name, `no readable file "${shown}" lies below FEED_CREDENTIALS_FOLDER`)
  }
}

/** Whether the text names where a secret is, instead of being one. */
const isReference = (text: string): boolean => !isSealed(text) && /^(env|file):/.test(text)
