import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import { CatalogErrors } from "../errors"

const ALGORITHM = "aes-256-gcm"
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = "sealed1"

/** Where a secret belongs: sealed text opens there only, so that nobody moves it to a feed of his own. */
export type SecretPlace = { readonly ownerId: string; readonly name: string }

/**
 * Seals secrets with AES-256-GCM as `sealed1:<key id>:<nonce, tag and ciphertext in base64url>`. The first key of the
 * list seals, all of them open, so a key is changed by putting the new one in front and sealing everything again.
 */
export class KeyRing {
  private readonly keys: ReadonlyMap<string, Buffer>
  private readonly sealingId: string | undefined

  /** Takes `id:base64[,id:base64…]`, as CREDENTIALS_KEY has it. */
  constructor(keys: string | undefined) {
    const entries = (keys ?? "").split(",").flatMap((entry): [string, Buffer][] => {
      const [id = "", key = ""] = entry.trim().split(":")
      return id && key ? [[id, Buffer.from(key, "base64")]] : []
    })
    this.keys = new Map(entries)
    this.sealingId = entries[0]?.[0]
  }

  /** Seals a text for its place, or throws `credentials_key_missing`. */
  seal(place: SecretPlace, text: string): string {
    const id = this.sealingId
    const key = id === undefined ? undefined : this.keys.get(id)
    if (id === undefined || !key) throw CatalogErrors.credentialsKeyMissing()
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(boundTo(place, id))
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
    return [VERSION, id, Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")].join(":")
  }

  /** Opens what was sealed for this place, or throws `source_refused`: the key is gone, or the text was changed or moved. */
  open(place: SecretPlace, sealed: string): string {
    const [, id = "", payload = ""] = sealed.split(":")
    const key = this.keys.get(id)
    if (!isSealed(sealed) || !key)
      throw CatalogErrors.credentialUnavailable(place.name, `its key "${id.slice(0, 32)}" is not set`)
    const bytes = Buffer.from(payload, "base64url")
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
    try {
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(boundTo(place, id)).setAuthTag(tag)
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
        "utf8"
      )
    } catch {
      throw CatalogErrors.credentialUnavailable(
        place.name,
        "it was sealed with another key, for another feed, or changed since"
      )
    }
  }

  /** Whether the text was sealed with a key that is no longer the first one. */
  isOutdated(sealed: string): boolean {
    return isSealed(sealed) && sealed.split(":")[1] !== this.sealingId
  }
}

/** Whether a stored text is a sealed one, and no reference. */
export const isSealed = (text: string): boolean => text.startsWith(`${VERSION}:`)

const boundTo = ({ ownerId, name }: SecretPlace, keyId: string): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, ownerId, name]))
