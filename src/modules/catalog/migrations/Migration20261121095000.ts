import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const TIMESTAMPS = `
  "created_at" timestamptz not null default now(),
  "updated_at" timestamptz not null default now(),
  "deleted_at" timestamptz null`

/** The pictures that catalogs name, and what is kept of them. */
export class Migration20261121095000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists "catalog_image" (
        "id" text not null,
        "catalog_id" text not null,
        "url" text not null,
        "host" text not null,
        "status" text check ("status" in ('queued', 'working', 'kept', 'failed')) not null default 'queued',
        "attempts" integer not null default 0,
        "due_at" timestamptz null,
        "reason" text null,
        "message" text null,
        "etag" text null,
        "picture_id" text null,
        ${TIMESTAMPS},
        constraint "catalog_image_pkey" primary key ("id")
      )`)
    this.addSql(`
      create table if not exists "catalog_picture" (
        "id" text not null,
        "client_id" text null,
        "content_hash" text not null,
        "sizes" jsonb not null,
        "file_keys" jsonb not null,
        ${TIMESTAMPS},
        constraint "catalog_picture_pkey" primary key ("id")
      )`)
    this.addIndexes()
  }

  override down(): void {
    for (const table of ["catalog_picture", "catalog_image"]) this.addSql(`drop table if exists "${table}" cascade`)
    this.addSql(`update "image" set "metadata" = nullif("metadata" - 'sizes', '{}') where "metadata" ? 'sizes'`)
  }

  private addIndexes(): void {
    const on = (name: string, columns: string, where: string) =>
      this.addSql(
        `create index if not exists "IDX_catalog_image_${name}" on "catalog_image" (${columns}) where ${where}`
      )
    on("catalog_id_status", `"catalog_id", "status"`, "deleted_at is null")
    on("queued", `"catalog_id", "due_at"`, "status = 'queued'")
    on("leased", `"due_at"`, "status = 'working'")
    on("refreshed", `"due_at"`, "status = 'kept'")
    for (const table of ["catalog_image", "catalog_picture"])
      this.addSql(
        `create index if not exists "IDX_${table}_deleted_at" on "${table}" ("deleted_at") where deleted_at is null`
      )
  }
}
