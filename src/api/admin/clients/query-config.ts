const fields = [
  "id",
  "name",
  "slug",
  "description",
  "logo_url",
  "contact_email",
  "contact_phone",
  "address",
  "tier",
  "is_active",
  "settings",
  "created_at",
  "updated_at",
]

/** What a client answers with when the request names no fields. */
export const clientQueryConfig = { defaults: fields, isList: false }

/** The same for a list. */
export const clientListQueryConfig = { defaults: fields, isList: true }
