const fields = [
  "id",
  "catalog_id",
  "state",
  "source",
  "rows_read",
  "rows_created",
  "rows_updated",
  "rows_reactivated",
  "rows_deactivated",
  "rows_unchanged",
  "rows_rejected",
  "error",
  "requested_by",
  "started_at",
  "finished_at",
  "created_at",
  "updated_at",
]

/** What a run answers with when the request names no fields. */
export const feedRunQueryConfig = { defaults: fields, isList: false }

/** The same for a list. */
export const feedRunListQueryConfig = { defaults: fields, isList: true }
