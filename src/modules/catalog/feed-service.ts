import { raw } from "@medusajs/framework/mikro-orm/core"
import type { EntityManager } from "@medusajs/framework/mikro-orm/knex"
import type { Context as ModuleContext } from "@medusajs/framework/types"
import {
  generateEntityId,
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaService,
} from "@medusajs/framework/utils"
import { CredentialVault, type VaultOptions } from "./credentials/vault"
import { CatalogErrors } from "./errors"
import { changedFeed, newFeed } from "./feed-changes"
import { given } from "./given"
import { ImageKeeper, type ImageSettings } from "./images/image-keeper"
import { Catalog } from "./models/catalog"
import { CatalogImage } from "./models/catalog-image"
import { CatalogItem } from "./models/catalog-item"
import { CatalogPicture } from "./models/catalog-picture"
import { Exclusion } from "./models/exclusion"
import { Feed } from "./models/feed"
import { FeedRun } from "./models/feed-run"
import { Webhook } from "./models/webhook"
import { WebhookDelivery } from "./models/webhook-delivery"
import { openSource, type Reading } from "./open-source"
import type { RetryPolicy } from "./pipeline/failure"
import type { OpenedSource } from "./pipeline/read-source"
import type { RunsPerClient } from "./pipeline/statements/room"
import { Turns } from "./pipeline/turns"
import { httpSurroundings, type HttpSurroundings } from "./sources/http/surroundings"
import type {
  CreateFeed,
  FeedDTO,
  FeedRunDTO,
  RunRecord,
  UpdateFeed,
  UpdateWebhook,
  WebhookDTO,
  WebhookFields,
} from "./types"
import { checkWebhookUrl, HOOK_SECRET, newSecret, sealSecret, WEBHOOK_SECRET } from "./webhook-secrets"

type Context = ModuleContext<EntityManager>

/** The module's options, which `src/config` fills from the environment. */
type CatalogOptions = VaultOptions & {
  readonly allowedPrivateAddresses?: readonly string[]
  readonly runsAtOnce?: number
  readonly runsPerClient?: RunsPerClient
  readonly retryBaseMs?: number
  readonly images?: ImageSettings
}

/** The part of the catalog module's service that keeps feeds, their runs, and who is told of these. */
export class FeedService extends MedusaService({
  Catalog,
  CatalogImage,
  CatalogItem,
  CatalogPicture,
  Exclusion,
  Feed,
  FeedRun,
  Webhook,
  WebhookDelivery,
}) {
  /** Opens the credentials of feeds. */
  readonly vault: CredentialVault
  /** What feeds and webhooks reach. */
  readonly http: HttpSurroundings

  /** The places of this process in which runs work. */
  readonly turns: Turns
  /** How many runs of one client may be under way over all processes. */
  readonly runsPerClient: RunsPerClient
  /** How often and when a run is tried again. */
  readonly retry: RetryPolicy
  /** Keeps pictures in this process. */
  readonly images: ImageKeeper

  constructor(container: Record<string, unknown>, options: CatalogOptions = {}) {
    super(container, options)
    this.vault = new CredentialVault(options)
    this.http = httpSurroundings(options.allowedPrivateAddresses ?? [])
    this.turns = new Turns(options.runsAtOnce ?? 3)
    this.runsPerClient = options.runsPerClient ?? {}
    this.images = new ImageKeeper(options.images ?? null, this.http, options.allowedPrivateAddresses ?? [])
    // With the first one that makes three attempts.
    this.retry = { times: 2, baseMs: options.retryBaseMs ?? 5_000 }
  }

  /** The run of an id, or 404 `unknown_feed_run`. */
  @InjectManager()
  async getFeedRun(id: string, @MedusaContext() context: Context = {}): Promise<FeedRunDTO> {
    const [run] = await this.listFeedRuns({ id }, { take: 1 }, context)
    if (!run) throw CatalogErrors.unknownRun(id)
    return run
  }

  /** How many rows a run that reads will have read: as its source says, or else as it had when it was last read; or null. */
  @InjectManager()
  async expectedRows(runId: string, @MedusaContext() context: Context = {}): Promise<number | null> {
    const run = await this.getFeedRun(runId, context)
    if (run.state !== "reading") return null
    if (run.rows_expected !== null || run.feed_id === null) return run.rows_expected
    const filters = { feed_id: run.feed_id, mode: run.mode, state: "completed" as const }
    const [last] = await this.listFeedRuns(filters, { take: 1, order: { created_at: "DESC" } }, context)
    return last?.rows_read ?? null
  }

  /** The feed of an id, or 404 `unknown_feed`. */
  @InjectManager()
  async getFeed(id: string, @MedusaContext() context: Context = {}): Promise<FeedDTO> {
    const [feed] = await this.listFeeds({ id }, { take: 1 }, context)
    if (!feed) throw CatalogErrors.unknownFeed(id)
    return feed
  }

  /** Stores a feed; its secrets are sealed before they reach the database. */
  @InjectManager()
  async createFeed(input: CreateFeed, @MedusaContext() context: Context = {}): Promise<FeedDTO> {
    const [catalog] = await this.listCatalogs({ id: input.catalog_id }, { take: 1 }, context)
    if (!catalog) throw CatalogErrors.unknownCatalog(input.catalog_id)
    const feed = newFeed(this.vault, generateEntityId(undefined, "feed"), input, this.http.now())
    return await this.createFeeds(feed, context)
  }

  /** Changes the given fields of a feed. */
  @InjectManager()
  async updateFeed(id: string, changes: UpdateFeed, @MedusaContext() context: Context = {}): Promise<void> {
    const before = await this.getFeed(id, context)
    await this.updateFeed_(id, changedFeed(this.vault, before, changes, this.http.now()), context)
  }

  /** An update through the ORM would merge JSON into what is stored; what was sent replaces it. */
  @InjectTransactionManager()
  protected async updateFeed_(
    id: string,
    changes: ReturnType<typeof changedFeed>,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    await context.transactionManager?.nativeUpdate("Feed", { id }, { ...changes, updated_at: raw("now()") })
  }

  /** Gives a feed a new secret for the calls of its source, and answers it; from then on it is only kept sealed. */
  @InjectManager()
  async renewHookSecret(id: string, @MedusaContext() context: Context = {}): Promise<string> {
    const feed = await this.getFeed(id, context)
    const secret = newSecret()
    await this.updateFeeds({ id: feed.id, hook_secret: sealSecret(this.vault, id, HOOK_SECRET, secret) }, context)
    return secret
  }

  /** The secret of an existing feed's hook, or null. */
  @InjectManager()
  async hookSecretOf(id: string, @MedusaContext() context: Context = {}): Promise<string | null> {
    const [feed] = await this.listFeeds({ id }, { take: 1 }, context)
    if (!feed?.hook_secret) return null
    return (await this.vault.open(id, { [HOOK_SECRET]: feed.hook_secret }))[HOOK_SECRET] ?? null
  }

  /** Registers somebody to be told, and answers the secret with which messages are signed, this once. */
  @InjectManager()
  async registerWebhook(input: WebhookFields, @MedusaContext() context: Context = {}) {
    checkWebhookUrl(this.http.guard, input.url)
    const [id, secret] = [generateEntityId(undefined, "webhook"), newSecret()]
    await this.createWebhooks(
      { ...given(input), id, secret: sealSecret(this.vault, id, WEBHOOK_SECRET, secret) },
      context
    )
    return { id, secret }
  }

  /** Changes the given fields of a webhook. */
  @InjectManager()
  async changeWebhook(id: string, changes: UpdateWebhook, @MedusaContext() context: Context = {}) {
    await this.getWebhook(id, context)
    if (changes.url !== undefined) checkWebhookUrl(this.http.guard, changes.url)
    await this.updateWebhooks({ id, ...given(changes) }, context)
  }

  /** The webhook of an id, or 404 `unknown_webhook`. */
  @InjectManager()
  async getWebhook(id: string, @MedusaContext() context: Context = {}): Promise<WebhookDTO> {
    const [webhook] = await this.listWebhooks({ id }, { take: 1 }, context)
    if (!webhook) throw CatalogErrors.unknownWebhook(id)
    return webhook
  }

  /** Opens what a run reads: the source of its feed, with the feed's secrets, or an uploaded file. */
  async openSource(run: RunRecord, reading: Reading): Promise<OpenedSource> {
    const feed = run.feed_id === null ? null : await this.getFeed(run.feed_id)
    return openSource(run, feed, reading, this)
  }
}
