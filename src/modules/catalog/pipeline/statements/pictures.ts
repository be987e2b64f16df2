/** Lists the pictures of rows of items (`id`, `images`), each once, in the order in which the items were made. */
export const picturesOf = (items: string): string => `
  select coalesce(jsonb_agg(url order by place), '[]') from (
    select e.url, min(n.id || lpad(e.place::text, 6, '0')) as place
    from (${items}) n, jsonb_array_elements_text(n.images) with ordinality as e(url, place)
    group by e.url) urls`

/** The items of a product, an expression, as the last runs left them. */
export const itemsThen = (productId: string): string => `
  select i.id, i.content -> 'images' as images from catalog_item i where i.product_id = ${productId} and i.deleted_at is null`

/** The pictures that a product has in the store. */
export const currentPictures = (productId: string): string => `
  select coalesce(jsonb_agg(i.url order by i.rank), '[]') from image i
  where i.product_id = ${productId} and i.deleted_at is null`
