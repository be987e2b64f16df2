import { raw } from "@medusajs/framework/mikro-orm/core"
import type { EntityManager } from "@medusajs/framework/mikro-orm/knex"
import type { Context as ModuleContext } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext, MedusaService } from "@medusajs/framework/utils"
import { TenancyErrors } from "./errors"
import { Client } from "./models/client"
import { Site } from "./models/site"
import { SiteDomain } from "./models/site-domain"
import type { ClientDTO, CreateClient, CreateSite, JsonObject, SiteDTO, UpdateClient, UpdateSite } from "./types"
import { explainRefusal } from "./refusal"
import { domainRows, normaliseDomain } from "./validation/domain"
import type { DomainRow } from "./validation/domain"
import { clientFields, siteFields } from "./validation/fields"

type Context = ModuleContext<EntityManager>

/** Keeps clients, their sites and domains. */
export class TenancyModuleService extends MedusaService({ Client, Site, SiteDomain }) {
  /** Resolves the active site of an active client that answers to a host name. */
  @InjectManager()
  async resolveSiteByDomain(domain: string, @MedusaContext() context: Context = {}): Promise<SiteDTO> {
    const name = normaliseDomain(domain)
    const open = { domains: { domain: name }, status: "active", client: { is_active: true } }
    const [site] = await this.listSites(open, { take: 1 }, context)
    if (!site) throw TenancyErrors.unknownDomain(name)
    return site
  }

  /** Stores a client whose slug no other client has. */
  @InjectManager()
  async createClient(input: CreateClient, @MedusaContext() context: Context = {}): Promise<ClientDTO> {
    const refuseTaken = () => this.refuseTakenSlug_(input.slug, null)
    return await explainRefusal(this.createClient_(input, context), refuseTaken)
  }

  @InjectTransactionManager()
  protected async createClient_(input: CreateClient, @MedusaContext() context: Context = {}): Promise<ClientDTO> {
    await this.refuseTakenSlug_(input.slug, null, context)
    return await this.createClients(clientFields(input), context)
  }

  /** Changes the given fields of a client. */
  @InjectManager()
  async updateClient(id: string, input: UpdateClient, @MedusaContext() context: Context = {}): Promise<void> {
    const { slug } = input
    const refuseTaken = async () => slug !== undefined && (await this.refuseTakenSlug_(slug, id))
    await explainRefusal(this.updateClient_(id, input, context), refuseTaken)
  }

  @InjectTransactionManager()
  protected async updateClient_(id: string, input: UpdateClient, @MedusaContext() context: Context = {}) {
    const [client] = await this.listClients({ id }, { take: 1, select: ["id"] }, context)
    if (!client) throw TenancyErrors.unknownClient(id)
    if (input.slug !== undefined) await this.refuseTakenSlug_(input.slug, id, context)
    const { address, settings, ...fields } = clientFields(input)
    await this.replaceJson_("Client", id, { address, settings }, context)
    await this.updateClients({ id, ...fields }, context)
  }

  /** Stores a site of an existing client, with its domains, which no other site has. */
  @InjectManager()
  async createSite(input: CreateSite, @MedusaContext() context: Context = {}): Promise<SiteDTO> {
    const refuseTaken = () => this.refuseTakenDomains_(domainRows(input), null)
    return await explainRefusal(this.createSite_(input, context), refuseTaken)
  }

  @InjectTransactionManager()
  protected async createSite_(input: CreateSite, @MedusaContext() context: Context = {}): Promise<SiteDTO> {
    const { client_id, domains, primary_domain, ...fields } = input
    const [client] = await this.listClients({ id: client_id }, { take: 1, select: ["id"] }, context)
    if (!client) throw TenancyErrors.unknownClient(client_id)
    const rows = domainRows({ domains, primary_domain })
    await this.refuseTakenDomains_(rows, null, context)
    const site = await this.createSites({ ...siteFields(fields), client_id }, context)
    await this.storeDomains_(site.id, rows, context)
    return site
  }

  /** Changes the given fields of a site; a list of domains replaces the one it has. */
  @InjectManager()
  async updateSite(id: string, input: UpdateSite, @MedusaContext() context: Context = {}): Promise<void> {
    const refuseTaken = () => this.refuseTakenDomains_(domainRows({ domains: input.domains }), id)
    await explainRefusal(this.updateSite_(id, input, context), refuseTaken)
  }

  @InjectTransactionManager()
  protected async updateSite_(id: string, input: UpdateSite, @MedusaContext() context: Context = {}) {
    const { domains, primary_domain, ...fields } = input
    const [site] = await this.listSites({ id }, { take: 1, relations: ["domains"] }, context)
    if (!site) throw TenancyErrors.unknownSite(id)
    if (domains !== undefined || primary_domain !== undefined) {
      const names = domains ?? site.domains.map(({ domain }) => domain)
      await this.replaceDomains_(site, domainRows({ domains: names, primary_domain }), context)
    }
    const { branding, settings, ...rest } = siteFields(fields)
    await this.replaceJson_("Site", id, { branding, settings }, context)
    await this.updateSites({ id, ...rest }, context)
  }

  @InjectTransactionManager()
  protected async refuseTakenSlug_(slug: string, ownerId: string | null, @MedusaContext() context: Context = {}) {
    const [holder] = await this.listClients({ slug }, { take: 1, select: ["id"] }, context)
    if (holder && holder.id !== ownerId) throw TenancyErrors.slugTaken(slug)
  }

  @InjectTransactionManager()
  protected async refuseTakenDomains_(
    rows: DomainRow[],
    siteId: string | null,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const names = rows.map(({ domain }) => domain)
    const holders = await this.listSiteDomains({ domain: names }, { take: names.length }, context)
    const foreign = holders.find(({ site_id }) => site_id !== siteId)
    if (foreign) throw TenancyErrors.domainTaken(foreign.domain, foreign.site_id)
  }

  /** Rows that change are deleted and written anew: the index allows one primary domain at every moment. */
  @InjectTransactionManager()
  protected async replaceDomains_(site: SiteDTO, wanted: DomainRow[], @MedusaContext() context: Context = {}) {
    await this.refuseTakenDomains_(wanted, site.id, context)
    const same = (left: DomainRow) => (right: DomainRow) =>
      left.domain === right.domain && left.is_primary === right.is_primary
    const stale = site.domains.filter((domain) => !wanted.some(same(domain)))
    const missing = wanted.filter((row) => !site.domains.some(same(row)))
    const staleIds = stale.map(({ id }) => id)
    await this.deleteSiteDomains(staleIds, context)
    await this.storeDomains_(site.id, missing, context)
  }

  @InjectTransactionManager()
  protected async storeDomains_(siteId: string, rows: DomainRow[], @MedusaContext() context: Context = {}) {
    const owned = rows.map((row) => ({ ...row, site_id: siteId }))
    await this.createSiteDomains(owned, context)
  }

  /** Writes JSON as it was sent: an update through the ORM would merge it into what is stored. */
  @InjectTransactionManager()
  protected async replaceJson_(
    entity: "Client" | "Site",
    id: string,
    json: Record<string, JsonObject | null | undefined>,
    @MedusaContext() context: Context = {}
  ): Promise<void> {
    const sent = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined))
    if (Object.keys(sent).length === 0) return
    await context.transactionManager?.nativeUpdate(entity, { id }, { ...sent, updated_at: raw("now()") })
  }
}
