import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** How far what a run has applied that ended before it was through has been told. */
export class Migration20261128091000 extends Migration {
  override up(): void {
    this.addSql(`alter table if exists "feed_run" add column if not exists "publish_cursor" integer null`)
    this.addSql(
      `create index if not exists "IDX_feed_run_untold" on "feed_run" ("updated_at") where publish_cursor is not null`
    )
  }

  override down(): void {
    this.addSql(`alter table if exists "feed_run" drop column if exists "publish_cursor"`)
  }
}
