import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext, MedusaService } from "@medusajs/framework/utils"
import { newCatalogKey } from "./catalog-key"
import { CatalogErrors } from "./errors"
import { Catalog } from "./models/catalog"
import { CatalogItem } from "./models/catalog-item"
import { Exclusion } from "./models/exclusion"
import { FeedRun } from "./models/feed-run"
import type { CatalogDTO, CatalogFields, FeedRunDTO, UpdateCatalog } from "./types"

/** A record without the fields that were left out; `null` is a value and stays. */
const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]?: Exclude<Fields[Field], undefined>
  }

/** Keeps catalogs, their items, what sites exclude of them, and the runs that feed them. */
export class CatalogModuleService extends MedusaService({ Catalog, CatalogItem, Exclusion, FeedRun }) {
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
}
