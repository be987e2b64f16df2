import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * How many rows a source is expected to have while it is read, so that a first reading has a progress too; and how far
 * what an ended run has applied has been told.
 */
export class Migration20261128090000 extends Migration {
  override up(): void {
    for (const column of ["rows_expected", "publish_cursor"])
      this.addSql(`alter table if exists "feed_run" add column if not exists "${column}" integer null`)
    this.addSql(
      `create index if not exists "IDX_feed_run_untold" on "feed_run" ("updated_at") where publish_cursor is not null`
    )
  }

  override down(): void {
    for (const column of ["rows_expected", "publish_cursor"])
      this.addSql(`alter table if exists "feed_run" drop column if exists "${column}"`)
  }
}
