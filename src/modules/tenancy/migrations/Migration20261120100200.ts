import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Medusa's tables whose `display_id` is a serial of the whole database. */
const DOCUMENTS = ["return", "order_claim", "order_exchange"]

/**
 * Numbers that a person reads count per site: Medusa's `display_id` is one serial for all, so it would tell each client
 * the volume of the others. A counter row is locked for the few milliseconds of the insert, which keeps numbers unique.
 */
export class Migration20261120100200 extends Migration {
  override up(): void {
    this.addCounters()
    this.addFunctions()
    this.startAfterExisting("order", `"order".sales_channel_id`, `public."order"`)
    this.addTrigger("order", "number_order")
    for (const table of DOCUMENTS) {
      this.startAfterExisting(
        table,
        `"order".sales_channel_id`,
        `public.%I join public."order" on "order".id = order_id`
      )
      this.addTrigger(table, "number_order_document")
    }
  }

  override down(): void {
    for (const name of ["number_order", "number_order_document"]) {
      this.addSql(`drop function if exists public.${name}() cascade`)
    }
    this.addSql(`drop function if exists public.next_document_number(text, text)`)
    this.addSql(`drop table if exists "order_counter"`)
  }

  private addCounters(): void {
    this.addSql(`
      create table if not exists "order_counter" (
        "sales_channel_id" text not null,
        "document" text not null,
        "last_number" integer not null,
        constraint "order_counter_pkey" primary key ("sales_channel_id", "document")
      )`)
    this.addSql(`
      create or replace function public.next_document_number(sales_channel_id text, document text)
      returns integer language sql volatile set search_path = '' as $$
        insert into public.order_counter as counter (sales_channel_id, document, last_number)
        values (coalesce($1, ''), $2, 1001)
        on conflict on constraint order_counter_pkey do update set last_number = counter.last_number + 1
        returning last_number
      $$`)
  }

  private addFunctions(): void {
    this.addSql(`
      create or replace function public.number_order() returns trigger language plpgsql set search_path = '' as $$
      begin
        new.display_id := public.next_document_number(new.sales_channel_id, tg_table_name);
        return new;
      end $$`)
    this.addSql(`
      create or replace function public.number_order_document() returns trigger language plpgsql set search_path = '' as $$
      begin
        new.display_id := public.next_document_number(
          (select sales_channel_id from public."order" where id = new.order_id), tg_table_name);
        return new;
      end $$`)
  }

  /** A module's own tests have no tables of Medusa's; at start src/seams/order-numbers.ts refuses a store without them. */
  private addTrigger(table: string, procedure: string): void {
    this.addSql(`
      do $$ begin
        if to_regclass('public.${table}') is not null then
          create or replace trigger number_per_site before insert on public."${table}"
          for each row execute function public.${procedure}();
        end if;
      end $$`)
  }

  private startAfterExisting(table: string, channel: string, source: string): void {
    const rows = source.replace("%I", `"${table}"`)
    this.addSql(`
      do $$ begin
        if to_regclass('public.${table}') is not null then
          insert into public.order_counter (sales_channel_id, document, last_number)
          select coalesce(${channel}, ''), '${table}', greatest(max("${table}".display_id), 1000)
          from ${rows} group by 1
          on conflict do nothing;
        end if;
      end $$`)
  }
}
