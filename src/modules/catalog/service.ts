import { raw } from "@medusajs/framework/mikro-orm/core"
import type { EntityManager } from "@medusajs/framework/mikro-orm/knex"
import type { Context as ModuleContext } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"
import { newCatalogKey } from "./catalog-key"
import { CatalogErrors } from "./errors"
import { FeedService } from "./feed-service"
import { given } from "./given"
import type { CatalogDTO, CatalogFields, UpdateCatalog } from "./types"

type Context = ModuleContext<EntityManager>

/** Keeps catalogs, their items, what sites exclude of them, and the feeds and runs that fill them. */
export class CatalogModuleService extends FeedService {
  /** Stores a catalog under a namespace of its own. */
  @InjectManager()
  async createCatalog(input: CatalogFields, @MedusaContext() context: Context = {}): Promise<CatalogDTO> {
    return await this.createCatalogs({ ...given(input), key: newCatalogKey() }, context)
  }

  /** Changes the given fields of a catalog. */
  @InjectManager()
  async updateCatalog(id: string, changes: UpdateCatalog, @MedusaContext() context: Context = {}): Promise<void> {
    await this.updateCatalog_(id, changes, context)
  }

  /** An update through the ORM would merge JSON into what is stored; what was sent replaces it. */
  @InjectTransactionManager()
  protected async updateCatalog_(id: string, changes: UpdateCatalog, @MedusaContext() context: Context = {}) {
    const { pricing_rules, sync_settings, ...fields } = changes
    await this.updateCatalogs({ id, ...given(fields) }, context)
    await context.transactionManager?.nativeUpdate(
      "Catalog",
      { id },
      { ...given({ pricing_rules, sync_settings }), updated_at: raw("now()") }
    )
  }

  /** The catalog of an id, or 404 `unknown_catalog`. */
  @InjectManager()
  async getCatalog(id: string, @MedusaContext() context: Context = {}): Promise<CatalogDTO> {
    const [catalog] = await this.listCatalogs({ id }, { take: 1 }, context)
    if (!catalog) throw CatalogErrors.unknownCatalog(id)
    return catalog
  }
}
