import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const TIMESTAMPS = `
  "created_at" timestamptz not null default now(),
  "updated_at" timestamptz not null default now(),
  "deleted_at" timestamptz null`

/** What the pipeline writes and looks up in. */
const STATISTICS_TABLES = [
  "staging.feed_row",
  "public.feed_run_change",
  ...[
    ...["catalog_item", "product", "product_variant", "product_option", "product_option_value"],
    ...["product_product_option", "product_product_option_value", "product_variant_option", "image"],
    ...["product_category_product", "product_variant_price_set", "price_set", "price", "inventory_item"],
    ...["product_variant_inventory_item", "inventory_level", "product_sales_channel", "product_shipping_profile"],
  ].map((table) => `public.${table}`),
]

/** Catalogs, their items, exclusions, and the runs that feed them: staged rows, stored plan, rejected rows. */
export class Migration20261120100100 extends Migration {
  override up(): void {
    this.addCatalogs()
    this.addItems()
    this.addExclusions()
    this.addRuns()
    this.addRunDetails()
  }

  override down(): void {
    this.addSql(`drop schema if exists "staging" cascade`)
    for (const table of ["feed_run_rejection", "feed_run_change", "feed_run", "exclusion", "catalog_item", "catalog"]) {
      this.addSql(`drop table if exists "${table}" cascade`)
    }
  }

  private addCatalogs(): void {
    this.addSql(`
      create table if not exists "catalog" (
        "id" text not null,
        "key" text not null check ("key" ~ '^[a-z][0-9a-z]{7}$'),
        "name" text not null,
        "type" text check ("type" in ('erp', 'manual', 'vendor', 'dropship')) not null,
        "source" text null,
        "status" text check ("status" in ('draft', 'active', 'inactive')) not null default 'active',
        "client_id" text null,
        "pricing_rules" jsonb not null default '{}',
        "sync_settings" jsonb not null default '{}',
        "last_synced_at" timestamptz null,
        ${TIMESTAMPS},
        constraint "catalog_pkey" primary key ("id")
      )`)
    this.addSql(
      `create unique index if not exists "IDX_catalog_key_unique" on "catalog" ("key") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_catalog_client_id" on "catalog" ("client_id") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_catalog_deleted_at" on "catalog" ("deleted_at") where deleted_at is null`
    )
  }

  private addItems(): void {
    this.addSql(`
      create table if not exists "catalog_item" (
        "id" text not null,
        "catalog_id" text not null,
        "sku" text not null,
        "name" text not null,
        "product_key" text not null,
        "handle" text not null,
        "barcode" text null,
        "brand" text null,
        "category" text null,
        "options" jsonb not null default '{}',
        "attributes" jsonb not null default '{}',
        "raw" jsonb not null,
        "content_hash" text not null,
        "is_active" boolean not null default true,
        "product_id" text not null,
        "variant_id" text not null,
        ${TIMESTAMPS},
        constraint "catalog_item_pkey" primary key ("id")
      )`)
    this.addItemIndexes()
  }

  private addItemIndexes(): void {
    const index = (name: string, columns: string, unique = "") =>
      this.addSql(
        `create ${unique} index if not exists "IDX_catalog_item_${name}" on "catalog_item" (${columns}) where deleted_at is null`
      )
    index("catalog_id_sku_unique", `"catalog_id", "sku"`, "unique")
    index("catalog_id_product_key", `"catalog_id", "product_key"`)
    index("catalog_id_handle", `"catalog_id", "handle"`)
    index("catalog_id_barcode", `"catalog_id", "barcode"`)
    index("product_id", `"product_id"`)
    index("variant_id_unique", `"variant_id"`, "unique")
    index("deleted_at", `"deleted_at"`)
  }

  private addExclusions(): void {
    this.addSql(`
      create table if not exists "exclusion" (
        "id" text not null,
        "site_id" text not null,
        "item_id" text not null,
        "reason" text null,
        ${TIMESTAMPS},
        constraint "exclusion_pkey" primary key ("id")
      )`)
    this.addSql(
      `create unique index if not exists "IDX_exclusion_site_id_item_id_unique" on "exclusion" ("site_id", "item_id") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_exclusion_item_id" on "exclusion" ("item_id") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_exclusion_deleted_at" on "exclusion" ("deleted_at") where deleted_at is null`
    )
  }

  private addRuns(): void {
    this.addSql(`
      create table if not exists "feed_run" (
        "id" text not null,
        "catalog_id" text not null,
        "state" text check ("state" in ('queued', 'reading', 'planned', 'awaiting_approval', 'applying', 'publishing', 'completed', 'failed', 'cancelled')) not null default 'queued',
        "source" jsonb not null,
        "cursor" integer not null default 0,
        "fencing_token" integer not null default 0,
        "rows_read" integer not null default 0,
        "rows_created" integer not null default 0,
        "rows_updated" integer not null default 0,
        "rows_reactivated" integer not null default 0,
        "rows_deactivated" integer not null default 0,
        "rows_unchanged" integer not null default 0,
        "rows_rejected" integer not null default 0,
        "error" jsonb null,
        "requested_by" text null,
        "started_at" timestamptz null,
        "finished_at" timestamptz null,
        ${TIMESTAMPS},
        constraint "feed_run_pkey" primary key ("id")
      )`)
    this.addSql(
      `create index if not exists "IDX_feed_run_catalog_id_created_at" on "feed_run" ("catalog_id", "created_at") where deleted_at is null`
    )
    this.addSql(
      `create unique index if not exists "IDX_feed_run_catalog_id_running_unique" on "feed_run" ("catalog_id") where state in ('reading', 'planned', 'applying', 'publishing') and deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_feed_run_deleted_at" on "feed_run" ("deleted_at") where deleted_at is null`
    )
  }

  private addRunDetails(): void {
    this.addSql(`
      create table if not exists "feed_run_change" (
        "run_id" text not null references "feed_run" ("id") on delete cascade,
        "row_number" integer not null,
        "product_ordinal" integer not null,
        "creates_product" boolean not null,
        "kind" text check ("kind" in ('create', 'update', 'deactivate', 'reactivate', 'unchanged')) not null,
        "sku" text not null,
        "handle" text not null,
        "item_id" text not null,
        "product_id" text not null,
        "variant_id" text not null,
        "base_hash" text null,
        constraint "feed_run_change_pkey" primary key ("run_id", "row_number")
      )`)
    this.addSql(
      `create index if not exists "IDX_feed_run_change_ordinal" on "feed_run_change" ("run_id", "product_ordinal")`
    )
    this.addSql(`
      create table if not exists "feed_run_rejection" (
        "run_id" text not null references "feed_run" ("id") on delete cascade,
        "row_number" integer not null,
        "column_name" text null,
        "code" text not null,
        "message" text not null,
        "value" text null,
        "sku" text null
      )`)
    this.addSql(
      `create index if not exists "IDX_feed_run_rejection_run_id_row_number" on "feed_run_rejection" ("run_id", "row_number")`
    )
    this.addStaging()
  }

  /**
   * COPY refuses a table under row-level security, so staged rows have a schema of their own. The sweep that ends each
   * migration opens it to the runtime role alone.
   */
  private addStaging(): void {
    this.addSql(`create schema if not exists "staging"`)
    this.addSql(`
      create table if not exists "staging"."feed_row" (
        "run_id" text not null,
        "row_number" integer not null,
        "sku" text not null,
        "product_key" text not null,
        "name" text not null,
        "handle" text not null,
        "description" text null,
        "category" text null,
        "category_handle" text null,
        "brand" text null,
        "barcode" text null,
        "stock" numeric null,
        "is_active" boolean not null,
        "prices" jsonb not null,
        "images" jsonb not null,
        "options" jsonb not null,
        "variant_title" text not null,
        "attributes" jsonb not null,
        "raw" jsonb not null,
        "content_hash" text not null,
        constraint "feed_row_pkey" primary key ("run_id", "row_number")
      )`)
    this.addStatistics()
    this.addSql(`revoke all on schema "staging" from public`)
  }

  /**
   * A table that grew a thousandfold within a minute has statistics of before, and plans made of them take minutes.
   * Only an owner may run ANALYZE, so the runtime borrows this function, which looks at these tables alone.
   * One column is enough to learn how many rows there are, and wide ones take a second.
   */
  private addStatistics(): void {
    const tables = STATISTICS_TABLES.map((table) => `'${table}'`).join(", ")
    this.addSql(`
      create or replace function "staging"."refresh_statistics"() returns integer
      language plpgsql security definer set search_path = '' as $$
      declare
        stale record;
        refreshed integer := 0;
      begin
        for stale in
          select c.oid::regclass as name, a.attname as first_column from unnest(array[${tables}]) as t(name)
          join pg_catalog.pg_class c on c.oid = to_regclass(t.name)
          join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = 1
          where pg_catalog.pg_relation_size(c.oid) > 0
            and (c.reltuples <= 0 or pg_catalog.pg_relation_size(c.oid) / 8192 > c.relpages * 1.5 + 10)
        loop
          execute format('analyze %s (%I)', stale.name, stale.first_column);
          refreshed := refreshed + 1;
        end loop;
        return refreshed;
      end $$`)
    this.addSql(`revoke all on function "staging"."refresh_statistics"() from public`)
  }
}
