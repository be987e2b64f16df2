import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext, MedusaService } from "@medusajs/framework/utils"
import { newCatalogKey } from "./catalog-key"
import { CredentialVault, type VaultOptions } from "./credentials/vault"
import { CatalogErrors } from "./errors"
import { Catalog } from "./models/catalog"
import { CatalogItem } from "./models/catalog-item"
import { Exclusion } from "./models/exclusion"
import { Feed } from "./models/feed"
import { FeedRun } from "./models/feed-run"
import { Webhook } from "./models/webhook"
import { WebhookDelivery } from "./models/webhook-delivery"
import { openSource, type Reading } from "./open-source"
import type { RetryPolicy } from "./pipeline/failure"
import type { OpenedSource } from "./pipeline/read-source"
import { Turns } from "./pipeline/turns"
import { httpSurroundings, type HttpSurroundings } from "./sources/http/surroundings"
import type { CatalogDTO, CatalogFields, FeedDTO, FeedRunDTO, RunRecord, UpdateCatalog } from "./types"

/** A record without the fields that were left out; `null` is a value and stays. */
const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]?: Exclude<Fields[Field], undefined>
  }

/** The module's options, which `src/config` fills from the environment. */
type CatalogOptions = VaultOptions & {
  readonly allowedPrivateAddresses?: readonly string[]
  readonly runsAtOnce?: number
  readonly retryBaseMs?: number
}

/** Keeps catalogs, their items, what sites exclude of them, and the feeds and runs that fill them. */
export class CatalogModuleService extends MedusaService({
  Catalog,
  CatalogItem,
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
  /** How often and when a run is tried again. */
  readonly retry: RetryPolicy

  constructor(container: Record<string, unknown>, options: CatalogOptions = {}) {
    super(container, options)
    this.vault = new CredentialVault(options)
    this.http = httpSurroundings(options.allowedPrivateAddresses ?? [])
    this.turns = new Turns(options.runsAtOnce ?? 3)
    this.retry = { times: 3, baseMs: options.retryBaseMs ?? 5_000 }
  }

  /** Stores a catalog under a namespace of its own. */
  @InjectManager()
  async createCatalog(input: CatalogFields, @MedusaContext() context: Context = {}): Promise<CatalogDTO> {
    return await this.createCatalogs({ ...given(input), key: newCatalogKey() }, context)
  }

  /** Changes the given fields of a catalog. */
  @InjectManager()
  async updateCatalog(id: string, changes: UpdateCatalog, @MedusaContext() context: Context = {}): Promise<void> {
    await this.updateCatalogs({ id, ...given(changes) }, context)
  }

  /** The catalog of an id, or 404 `unknown_catalog`. */
  @InjectManager()
  async getCatalog(id: string, @MedusaContext() context: Context = {}): Promise<CatalogDTO> {
    const [catalog] = await this.listCatalogs({ id }, { take: 1 }, context)
    if (!catalog) throw CatalogErrors.unknownCatalog(id)
    return catalog
  }

  /** The run of an id, or 404 `unknown_feed_run`. */
  @InjectManager()
  async getFeedRun(id: string, @MedusaContext() context: Context = {}): Promise<FeedRunDTO> {
    const [run] = await this.listFeedRuns({ id }, { take: 1 }, context)
    if (!run) throw CatalogErrors.unknownRun(id)
    return run
  }

  /** The feed of an id, or 404 `unknown_feed`. */
  @InjectManager()
  async getFeed(id: string, @MedusaContext() context: Context = {}): Promise<FeedDTO> {
    const [feed] = await this.listFeeds({ id }, { take: 1 }, context)
    if (!feed) throw CatalogErrors.unknownFeed(id)
    return feed
  }

  /** Opens what a run reads: the source of its feed, with the feed's secrets, or an uploaded file. */
  async openSource(run: RunRecord, reading: Reading): Promise<OpenedSource> {
    const feed = run.feed_id === null ? null : await this.getFeed(run.feed_id)
    return openSource(run, feed, reading, this)
  }
}
