import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** What the pipeline writes and looks up in by one of several indexes; staged rows have but one. */
const TABLES = [
  ...["feed_run_change", "catalog_item", "product", "product_variant", "product_option", "product_option_value"],
  ...["product_product_option", "product_product_option_value", "product_variant_option", "image"],
  ...["product_category_product", "product_variant_price_set", "price_set", "price", "inventory_item"],
  ...["product_variant_inventory_item", "inventory_level", "product_sales_channel", "product_shipping_profile"],
].map((table) => `'public.${table}'`)

/**
 * `staging.refresh_statistics(waits)` looks at 3,000 rows of a table and not at 30,000: it is for the sizes, and of the ids
 * in the first columns it needs to know only that they differ. While autovacuum holds a table it waits for it, which is a
 * second at least, or leaves that table to it. The former `staging.refresh_statistics()` stays for workers that still call it.
 */
export class Migration20261127090000 extends Migration {
  override up(): void {
    this.addSql(`
      create or replace function "staging"."refresh_statistics"("waits" boolean) returns integer
      language plpgsql security definer set search_path = '' set default_statistics_target = 10 as $$
      declare
        stale record;
        refreshed integer := 0;
      begin
        for stale in
          select c.oid::regclass as name, a.attname as first_column from unnest(array[${TABLES.join(", ")}]) as t(name)
          join pg_catalog.pg_class c on c.oid = to_regclass(t.name)
          join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = 1
          where pg_catalog.pg_relation_size(c.oid) > 0
            and (c.reltuples <= 0 or pg_catalog.pg_relation_size(c.oid) / 8192 > c.relpages * 1.5 + 10)
        loop
          execute format('analyze (skip_locked %s) %s (%I)', case when waits then 'off' else 'on' end, stale.name, stale.first_column);
          refreshed := refreshed + 1;
        end loop;
        return refreshed;
      end $$`)
    this.addSql(`revoke all on function "staging"."refresh_statistics"(boolean) from public`)
  }

  override down(): void {
    this.addSql(`drop function if exists "staging"."refresh_statistics"(boolean)`)
  }
}
