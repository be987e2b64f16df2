import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** What a run gains: whose feed it executes and how, its guards and findings, and what a person or a schedule did with it. */
const RUN_COLUMNS = {
  feed_id: "text null",
  mode: "text check (\"mode\" in ('delta', 'full')) not null default 'delta'",
  dry_run: "boolean not null default false",
  priority: "integer not null default 0",
  trigger: "text check (\"trigger\" in ('manual', 'schedule', 'webhook')) not null default 'manual'",
  attempts: "integer not null default 0",
  next_attempt_at: "timestamptz null",
  due_at: "timestamptz null",
  guards: "jsonb null",
  plan: "jsonb null",
  findings: "jsonb null",
  source_end: "jsonb null",
  columns: "jsonb null",
  retry_of: "text null",
  approved_by: "text null",
  approved_at: "timestamptz null",
  notified_at: "timestamptz null",
}

/** Feeds, and what their runs keep of plan, guards and approval. */
export class Migration20261121091000 extends Migration {
  override up(): void {
    this.addFeeds()
    for (const [name, type] of Object.entries(RUN_COLUMNS))
      this.addSql(`alter table "feed_run" add column if not exists "${name}" ${type}`)
    this.addSql(
      `create index if not exists "IDX_feed_run_feed_id_created_at" on "feed_run" ("feed_id", "created_at") where deleted_at is null`
    )
    this.addSql(
      `create unique index if not exists "IDX_feed_run_feed_id_due_at_unique" on "feed_run" ("feed_id", "due_at") where due_at is not null`
    )
    this.addSql(
      `create index if not exists "IDX_feed_run_unfinished" on "feed_run" ("priority", "created_at") where state in ('queued', 'reading', 'planned', 'applying', 'publishing') and deleted_at is null`
    )
    this.addSql(`alter table "feed_run_change" add column if not exists "differences" jsonb null`)
    this.addSql(`alter table "feed_run_change" add column if not exists "conflicts" jsonb null`)
    this.addSql(`alter table "feed_run_rejection" add column if not exists "raw" json null`)
    this.addSql(`alter table "catalog_item" add column if not exists "absent_runs" integer not null default 0`)
    this.addSql(`alter table "catalog_item" add column if not exists "feed_id" text null`)
  }

  override down(): void {
    this.addSql(`alter table if exists "catalog_item" drop column if exists "feed_id"`)
    this.addSql(`alter table if exists "catalog_item" drop column if exists "absent_runs"`)
    this.addSql(`alter table if exists "feed_run_rejection" drop column if exists "raw"`)
    this.addSql(`alter table if exists "feed_run_change" drop column if exists "conflicts"`)
    this.addSql(`alter table if exists "feed_run_change" drop column if exists "differences"`)
    for (const name of Object.keys(RUN_COLUMNS).toReversed())
      this.addSql(`alter table if exists "feed_run" drop column if exists "${name}" cascade`)
    this.addSql(`drop table if exists "feed" cascade`)
  }

  private addFeeds(): void {
    this.addSql(`
      create table if not exists "feed" (
        "id" text not null,
        "catalog_id" text not null,
        "name" text not null,
        "kind" text not null,
        "settings" jsonb not null default '{}',
        "credentials" jsonb not null default '{}',
        "schedule" text null,
        "time_zone" text not null default 'UTC',
        "scheduled_after" timestamptz null,
        "default_mode" text check ("default_mode" in ('delta', 'full')) not null default 'delta',
        "guards" jsonb not null default '{}',
        "absence_grace_runs" integer not null default 0,
        "on_busy" text check ("on_busy" in ('wait', 'refuse')) not null default 'wait',
        "priority" integer not null default 0,
        "cursor" jsonb null,
        "hook_secret" text null,
        "is_active" boolean not null default true,
        "created_at" timestamptz not null default now(),
        "updated_at" timestamptz not null default now(),
        "deleted_at" timestamptz null,
        constraint "feed_pkey" primary key ("id")
      )`)
    this.addSql(`create index if not exists "IDX_feed_catalog_id" on "feed" ("catalog_id") where deleted_at is null`)
    this.addSql(`create index if not exists "IDX_feed_deleted_at" on "feed" ("deleted_at") where deleted_at is null`)
  }
}
