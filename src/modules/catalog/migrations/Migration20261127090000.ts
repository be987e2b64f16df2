import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** What the pipeline writes, and looks up in by one of several indexes; staged rows have but one. */
const TABLES = [
  ...["feed_run_change", "catalog_item", "product", "product_variant", "product_option", "product_option_value"],
  ...["product_product_option", "product_product_option_value", "product_variant_option", "image"],
  ...["product_category_product", "product_variant_price_set", "price_set", "price", "inventory_item"],
  ...["product_variant_inventory_item", "inventory_level", "product_sales_channel", "product_shipping_profile"],
].map((table) => `'public.${table}'`)

/** What an item is looked up by within its catalog, besides its sku. */
const KEYS = ["product_key", "handle", "barcode"]

/** Look-ups that run along the right index whatever the statistics of a table that has just grown may say. */
export class Migration20261127090000 extends Migration {
  override up(): void {
    this.addIndexesOfKeys()
    this.addRefreshing()
  }

  override down(): void {
    this.addSql(`drop function if exists "staging"."refresh_statistics"(boolean)`)
    for (const key of KEYS) {
      this.addSql(`drop index if exists "IDX_catalog_item_${key}"`)
      this.addSql(
        `create index if not exists "IDX_catalog_item_catalog_id_${key}" on "catalog_item" ("catalog_id", "${key}") where deleted_at is null`
      )
    }
    for (const table of ["catalog_item", "catalog_image"])
      this.addSql(
        `create index if not exists "IDX_${table}_deleted_at" on "${table}" ("deleted_at") where deleted_at is null`
      )
  }

  /**
   * Of several indexes that begin with the catalog the planner takes any, when it thinks that a catalog has one item: a
   * plan over 20,000 items that had just been imported read them all for each row, along the index of barcodes, and was
   * cancelled after 60 s. So one index begins with the catalog, that of skus; the others begin with their key, and end with
   * an expression that no other index knows. Those of deleted_at, which all rows have in common, could be taken as well.
   */
  private addIndexesOfKeys(): void {
    for (const key of KEYS) {
      this.addSql(`drop index if exists "IDX_catalog_item_catalog_id_${key}"`)
      this.addSql(
        `create index if not exists "IDX_catalog_item_${key}" on "catalog_item" ("${key}", ("catalog_id" || '')) where deleted_at is null`
      )
    }
    for (const table of ["catalog_item", "catalog_image"]) this.addSql(`drop index if exists "IDX_${table}_deleted_at"`)
  }

  /**
   * `staging.refresh_statistics(waits)` looks at all columns that an index has, in 3,000 rows of a table. While autovacuum
   * holds a table it waits for it, which is a second at least, or leaves that table to it. The former function without a
   * parameter stays for workers that still call it.
   */
  private addRefreshing(): void {
    this.addSql(`
      create or replace function "staging"."refresh_statistics"("waits" boolean) returns integer
      language plpgsql security definer set search_path = '' set default_statistics_target = 10 as $$
      declare
        stale record;
        refreshed integer := 0;
      begin
        for stale in
          select c.oid::regclass as name, (
            select string_agg(distinct quote_ident(a.attname), ', ')
            from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
            where i.indrelid = c.oid) as indexed_columns
          from unnest(array[${TABLES.join(", ")}]) as t(name)
          join pg_catalog.pg_class c on c.oid = to_regclass(t.name)
          where pg_catalog.pg_relation_size(c.oid) > 0
            and (c.reltuples <= 0 or pg_catalog.pg_relation_size(c.oid) / 8192 > c.relpages * 1.5 + 10)
        loop
          execute format('analyze (skip_locked %s) %s (%s)', case when waits then 'off' else 'on' end, stale.name,
            stale.indexed_columns);
          refreshed := refreshed + 1;
        end loop;
        return refreshed;
      end $$`)
    this.addSql(`revoke all on function "staging"."refresh_statistics"(boolean) from public`)
  }
}
