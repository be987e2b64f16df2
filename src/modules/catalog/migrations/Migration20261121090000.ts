import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Columns of a staged row that its content holds as well: they are no longer written. */
const FORMER_COLUMNS = ["name", "prices", "images", "options", "variant_title", "attributes"]

/**
 * What the last run made of an item's record: a plan compares with it, and an absent item is staged again from it. Staged
 * rows hold the same, and beside it only what a plan looks for.
 */
export class Migration20261121090000 extends Migration {
  override up(): void {
    this.addSql(`alter table "catalog_item" add column if not exists "content" jsonb not null default '{}'`)
    this.addSql(`alter table "staging"."feed_row" add column if not exists "content" jsonb not null default '{}'`)
    for (const column of FORMER_COLUMNS)
      this.addSql(`alter table "staging"."feed_row" alter column "${column}" drop not null`)
  }

  override down(): void {
    this.addSql(`delete from "staging"."feed_row"`)
    for (const column of FORMER_COLUMNS)
      this.addSql(`alter table "staging"."feed_row" alter column "${column}" set not null`)
    this.addSql(`alter table "staging"."feed_row" drop column if exists "content"`)
    this.addSql(`alter table "catalog_item" drop column if exists "content"`)
  }
}
