import { isIP } from "node:net"
import { randomBytes } from "node:crypto"
import type { CredentialVault } from "./credentials/vault"
import type { AddressGuard } from "./sources/http/addresses"

/** The names under which secrets are sealed: of the hook that starts a feed, and of a webhook that is told. */
export const HOOK_SECRET = "hook_secret"
export const WEBHOOK_SECRET = "secret"

/** A new shared secret of 256 bits. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64url")}`

/** What is stored of a secret. Throws `credentials_key_missing` where nothing can be sealed. */
export const sealSecret = (vault: CredentialVault, ownerId: string, name: string, secret: string): string =>
  vault.keep(ownerId, { [name]: secret })[name] ?? ""

/** An address that is certainly public, to ask what a host by name would be allowed. */
const SOME_PUBLIC_ADDRESS = "1.1.1.1"

/** Refuses what could never be told: a private address, or plain http, unless the operator of the server allows it. */
export const checkWebhookUrl = (guard: AddressGuard, text: string): void => {
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, "")
  guard.check(url, isIP(host) ? host : SOME_PUBLIC_ADDRESS)
}
