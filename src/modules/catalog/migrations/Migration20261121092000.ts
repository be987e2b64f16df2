import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const TIMESTAMPS = `
  "created_at" timestamptz not null default now(),
  "updated_at" timestamptz not null default now(),
  "deleted_at" timestamptz null`

/** What a run will note on items that it doesn't change, signed requests that start runs, and who is told of their ends. */
export class Migration20261121092000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists "staging"."item_mark" (
        "run_id" text not null,
        "item_id" text not null,
        "absent_runs" integer not null,
        constraint "item_mark_pkey" primary key ("run_id", "item_id")
      )`)
    this.addSql(`
      create table if not exists "feed_hook_call" (
        "feed_id" text not null,
        "signature" text not null,
        "received_at" timestamptz not null default now(),
        constraint "feed_hook_call_pkey" primary key ("feed_id", "signature")
      )`)
    this.addSql(`create index if not exists "IDX_feed_hook_call_received_at" on "feed_hook_call" ("received_at")`)
    this.addWebhooks()
  }

  override down(): void {
    for (const table of ["webhook_delivery", "webhook", "feed_hook_call"])
      this.addSql(`drop table if exists "${table}" cascade`)
    this.addSql(`drop table if exists "staging"."item_mark"`)
  }

  private addWebhooks(): void {
    this.addSql(`
      create table if not exists "webhook" (
        "id" text not null,
        "url" text not null,
        "events" text[] not null,
        "secret" text not null,
        "is_active" boolean not null default true,
        ${TIMESTAMPS},
        constraint "webhook_pkey" primary key ("id")
      )`)
    this.addSql(
      `create index if not exists "IDX_webhook_deleted_at" on "webhook" ("deleted_at") where deleted_at is null`
    )
    this.addSql(`
      create table if not exists "webhook_delivery" (
        "id" text not null,
        "webhook_id" text not null,
        "event" text not null,
        "payload" jsonb not null,
        "state" text check ("state" in ('pending', 'delivered', 'failed')) not null default 'pending',
        "attempts" integer not null default 0,
        "next_attempt_at" timestamptz null,
        "status_code" integer null,
        "error" text null,
        "delivered_at" timestamptz null,
        ${TIMESTAMPS},
        constraint "webhook_delivery_pkey" primary key ("id")
      )`)
    this.addSql(
      `create index if not exists "IDX_webhook_delivery_webhook_id_created_at" on "webhook_delivery" ("webhook_id", "created_at") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_webhook_delivery_pending" on "webhook_delivery" ("next_attempt_at") where state = 'pending' and deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_webhook_delivery_deleted_at" on "webhook_delivery" ("deleted_at") where deleted_at is null`
    )
  }
}
