const prefixed = (prefix: string, field: string) =>
  `coalesce((select jsonb_object_agg('${prefix}' || key, value) from jsonb_each_text(s.content -> '${field}')), '{}')`

/** A staged row in our own file layout, for sources whose records no file has. */
const CELLS = `
  jsonb_strip_nulls(jsonb_build_object('sku', s.content -> 'sku', 'product', s.content -> 'product_key',
    'name', s.content -> 'name', 'handle', s.content -> 'handle', 'description', s.content -> 'description',
    'category', s.content -> 'category', 'brand', s.content -> 'brand', 'barcode', s.content -> 'barcode',
    'stock', s.content -> 'stock', 'active', s.content -> 'is_active',
    'image', (select string_agg(url, '|') from jsonb_array_elements_text(s.content -> 'images') url)))
  || ${prefixed("price:", "prices")} || ${prefixed("cost:", "costs")}
  || ${prefixed("option:", "options")} || ${prefixed("attribute:", "attributes")}`

/** Whether the run `$1` reads a file, be it uploaded or fetched. */
const IS_OF_FILE = `(select source ->> 'type' = 'file' or source ->> 'kind' = 'file' from feed_run where id = $1)`

/** The cells of a staged row of the run `$1`, as `GET /admin/feed-runs/:id/errors` gives them back to be corrected. */
export const stagedRecord = (rowNumber: string): string => `(
    select case when ${IS_OF_FILE} then s.raw else ${CELLS} end
    from staging.feed_row s where s.run_id = $1 and s.row_number = ${rowNumber})`
