import type { Executor } from "../../../postgres/executor"
import { CredentialVault, type StoredCredentials, type VaultOptions } from "../credentials/vault"
import { HOOK_SECRET, WEBHOOK_SECRET } from "../webhook-secrets"

type FeedSecrets = { id: string; credentials: StoredCredentials; hook_secret: string | null }
type WebhookSecret = { id: string; secret: string }

/** What a change of keys did: how many times something was sealed again, and whose secrets can't be opened any more. */
export type Resealed = { resealed: number; unreadable: string[] }

const FEEDS = `
  select id, credentials, hook_secret from feed
  where credentials::text like '%"sealed1:%' or hook_secret like 'sealed1:%' order by id`
const WEBHOOKS = `select id, secret from webhook where secret like 'sealed1:%' order by id`

// What somebody has changed meanwhile is sealed with the first key already, and stays.
const STORE_CREDENTIALS = `update feed set credentials = $2::jsonb where id = $1 and credentials = $3::jsonb`
const STORE_HOOK = `update feed set hook_secret = $2 where id = $1 and hook_secret = $3`
const STORE_WEBHOOK = `update webhook set secret = $2 where id = $1 and secret = $3`

/** Seals every secret of feeds and webhooks with the first key, so that the older keys may go; deleted feeds included. */
export const resealCredentials = async (db: Executor, options: VaultOptions): Promise<Resealed> => {
  const vault = new CredentialVault(options)
  const result: Resealed = { resealed: 0, unreadable: [] }
  const reseal = async (
    ownerId: string,
    stored: StoredCredentials,
    store: (sealed: StoredCredentials) => Promise<number>
  ) => {
    try {
      const sealed = vault.reseal(ownerId, stored)
      if (sealed) result.resealed += await store(sealed)
    } catch (error) {
      if ((error as { code?: unknown }).code !== "source_refused") throw error
      if (!result.unreadable.includes(ownerId)) result.unreadable.push(ownerId)
    }
  }
  for (const { id, credentials, hook_secret } of await db.rows<FeedSecrets>(FEEDS)) {
    const kept = JSON.stringify(credentials)
    await reseal(id, credentials, (sealed) => db.run(STORE_CREDENTIALS, [id, JSON.stringify(sealed), kept]))
    if (hook_secret !== null)
      await reseal(id, { [HOOK_SECRET]: hook_secret }, (sealed) =>
        db.run(STORE_HOOK, [id, sealed[HOOK_SECRET], hook_secret])
      )
  }
  for (const { id, secret } of await db.rows<WebhookSecret>(WEBHOOKS))
    await reseal(id, { [WEBHOOK_SECRET]: secret }, (sealed) =>
      db.run(STORE_WEBHOOK, [id, sealed[WEBHOOK_SECRET], secret])
    )
  return result
}
