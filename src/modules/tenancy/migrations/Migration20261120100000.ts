import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Clients, their sites, and the domains that the sites answer to. */
export class Migration20261120100000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists "client" (
        "id" text not null,
        "name" text not null,
        "slug" text not null,
        "description" text null,
        "logo_url" text null,
        "contact_email" text null,
        "contact_phone" text null,
        "address" jsonb null,
        "tier" text check ("tier" in ('standard', 'professional', 'enterprise')) not null default 'standard',
        "is_active" boolean not null default true,
        "settings" jsonb not null default '{}',
        "created_at" timestamptz not null default now(),
        "updated_at" timestamptz not null default now(),
        "deleted_at" timestamptz null,
        constraint "client_pkey" primary key ("id")
      )`)
    this.addSql(
      `create unique index if not exists "IDX_client_slug_unique" on "client" ("slug") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_client_deleted_at" on "client" ("deleted_at") where deleted_at is null`
    )

    this.addSql(`
      create table if not exists "site" (
        "id" text not null,
        "name" text not null,
        "status" text check ("status" in ('draft', 'active', 'inactive')) not null default 'draft',
        "branding" jsonb not null default '{}',
        "settings" jsonb not null default '{}',
        "currency_code" text not null,
        "time_zone" text not null default 'UTC',
        "region_id" text null,
        "catalog_id" text null,
        "sales_channel_id" text null,
        "publishable_key_id" text null,
        "client_id" text not null,
        "created_at" timestamptz not null default now(),
        "updated_at" timestamptz not null default now(),
        "deleted_at" timestamptz null,
        constraint "site_pkey" primary key ("id"),
        constraint "site_client_id_foreign" foreign key ("client_id") references "client" ("id") on update cascade
      )`)
    this.addSql(`create index if not exists "IDX_site_client_id" on "site" ("client_id") where deleted_at is null`)
    this.addSql(`create index if not exists "IDX_site_catalog_id" on "site" ("catalog_id") where deleted_at is null`)
    this.addSql(
      `create unique index if not exists "IDX_site_sales_channel_id_unique" on "site" ("sales_channel_id") where deleted_at is null`
    )
    this.addSql(`create index if not exists "IDX_site_deleted_at" on "site" ("deleted_at") where deleted_at is null`)

    this.addSql(`
      create table if not exists "site_domain" (
        "id" text not null,
        "domain" text not null,
        "is_primary" boolean not null default false,
        "site_id" text not null,
        "created_at" timestamptz not null default now(),
        "updated_at" timestamptz not null default now(),
        "deleted_at" timestamptz null,
        constraint "site_domain_pkey" primary key ("id"),
        constraint "site_domain_site_id_foreign" foreign key ("site_id") references "site" ("id") on update cascade on delete cascade
      )`)
    this.addSql(
      `create unique index if not exists "IDX_site_domain_domain_unique" on "site_domain" ("domain") where deleted_at is null`
    )
    this.addSql(
      `create unique index if not exists "IDX_site_domain_primary_unique" on "site_domain" ("site_id") where is_primary and deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_site_domain_site_id" on "site_domain" ("site_id") where deleted_at is null`
    )
    this.addSql(
      `create index if not exists "IDX_site_domain_deleted_at" on "site_domain" ("deleted_at") where deleted_at is null`
    )
  }

  override down(): void {
    this.addSql(`drop table if exists "site_domain" cascade`)
    this.addSql(`drop table if exists "site" cascade`)
    this.addSql(`drop table if exists "client" cascade`)
  }
}
