import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Medusa's tables that keep a copy of a variant's codes, with the columns that hold them. */
const SNAPSHOTS = {
  cart_line_item: { variant_sku: ":", variant_barcode: ":", product_handle: "-" },
  order_line_item: { variant_sku: ":", variant_barcode: ":", product_handle: "-" },
  fulfillment_item: { sku: ":", barcode: ":" },
}

/**
 * Carts, orders and parcels keep a copy of the codes of what they hold. The copies lose the catalog's namespace when
 * they are written, so that cart, order, mail, export and dashboard all show the item's own.
 */
export class Migration20261120100300 extends Migration {
  override up(): void {
    this.addSql(`
      create or replace function public.catalog_own_code(code text, separator text)
      returns text language sql stable strict set search_path = '' as $$
        select case
          when substr(code, 9, 1) = separator and exists (select from public.catalog where key = left(code, 8))
          then substr(code, 10)
          else code
        end
      $$`)
    for (const [table, columns] of Object.entries(SNAPSHOTS)) this.addTrigger(table, columns)
  }

  override down(): void {
    for (const table of Object.keys(SNAPSHOTS)) {
      this.addSql(`drop function if exists public.catalog_own_codes_${table}() cascade`)
    }
    this.addSql(`drop function if exists public.catalog_own_code(text, text)`)
  }

  /** A module's own tests have no tables of Medusa's; at start src/seams/line-item-codes.ts refuses a store without them. */
  private addTrigger(table: string, columns: Record<string, string>): void {
    const assignments = Object.entries(columns).map(
      ([column, separator]) => `new.${column} := public.catalog_own_code(new.${column}, '${separator}');`
    )
    this.addSql(`
      create or replace function public.catalog_own_codes_${table}() returns trigger language plpgsql set search_path = '' as $$
      begin
        ${assignments.join("\n        ")}
        return new;
      end $$`)
    this.addSql(`
      do $$ begin
        if to_regclass('public.${table}') is not null then
          create or replace trigger catalog_own_codes before insert or update of ${Object.keys(columns).join(", ")}
          on public."${table}" for each row execute function public.catalog_own_codes_${table}();
        end if;
      end $$`)
  }
}
