import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** How many rows a source is expected to have while it is read, so that a first reading has a progress too. */
export class Migration20261128090000 extends Migration {
  override up(): void {
    this.addSql(`alter table if exists "feed_run" add column if not exists "rows_expected" integer null`)
  }

  override down(): void {
    this.addSql(`alter table if exists "feed_run" drop column if exists "rows_expected"`)
  }
}
