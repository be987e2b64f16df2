import { orderPartId, raw } from "./expressions"

const CUSTOMER_ID = "'cus_' || first.time_code || '0' || left(first.suffix, 15)"

/** A guest is a customer without an account; one who orders again at the site is the same. */
const CREATE_CUSTOMERS = `
  create temporary table gen_customer on commit drop as
  select distinct on (first.site_place, first.shopper) first.site_place, first.shopper, ${CUSTOMER_ID} as id, first.at,
    'shopper-' || first.shopper || '@' || replace(first.domain, '.localhost', '.example') as email
  from gen_order first order by first.site_place, first.shopper, first.at, first.n`

const INSERT_CUSTOMERS = `
  insert into customer (id, email, has_account, created_at, updated_at) select id, email, false, at, at from gen_customer`

const NAMES = `(array['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tim'])[1 + o.shopper % 8] as first_name,
    (array['Miller', 'Schmidt', 'Taylor', 'Rossi', 'Novak', 'Martin', 'Jensen'])[1 + o.shopper % 7] as last_name`

/** Medusa keeps one row for each use of an address. */
const insertAddresses = (place: string): string => `
  insert into order_address (id, first_name, last_name, address_1, city, country_code, postal_code, created_at, updated_at)
  select ${orderPartId("ordaddr", place)}, ${NAMES}, (1 + o.shopper % 180) || ' Main Street', o.city, o.country_code, o.postal_code, o.at, o.at
  from gen_order o`

const INSERT_ORDERS = `
  insert into "order" (id, region_id, display_id, customer_id, version, sales_channel_id, status, is_draft_order, email,
    currency_code, shipping_address_id, billing_address_id, no_notification, created_at, updated_at)
  select ${orderPartId("order")}, o.region_id, o.display_id, c.id, 1, o.sales_channel_id, 'pending', false, c.email, o.currency_code,
    ${orderPartId("ordaddr", "'S'")}, ${orderPartId("ordaddr", "'B'")}, false, o.at, o.at
  from gen_order o join gen_customer c on c.site_place = o.site_place and c.shopper = o.shopper`

const INSERT_LINE_ITEMS = `
  insert into order_line_item (id, title, subtitle, thumbnail, variant_id, product_id, product_title, product_description,
    product_handle, variant_sku, variant_barcode, variant_title, requires_shipping, is_discountable, is_tax_inclusive,
    unit_price, raw_unit_price, metadata, created_at, updated_at)
  select ${orderPartId("ordli", "l.line")}, l.title, l.variant_title, l.thumbnail, l.variant_id, l.product_id, l.title, l.description,
    l.handle, l.sku, l.barcode, l.variant_title, true, true, false, l.unit_price, ${raw("l.unit_price")}, '{}', o.at, o.at
  from gen_line l join gen_order o on o.n = l.n`

const INSERT_ORDER_ITEMS = `
  insert into order_item (id, order_id, version, item_id, quantity, raw_quantity, fulfilled_quantity, raw_fulfilled_quantity,
    shipped_quantity, return_requested_quantity, return_received_quantity, return_dismissed_quantity, written_off_quantity,
    metadata, created_at, updated_at)
  select ${orderPartId("orditem", "l.line")}, ${orderPartId("order")}, 1, ${orderPartId("ordli", "l.line")}, l.quantity,
    ${raw("l.quantity")}, 0, ${raw("0")}, 0, 0, 0, 0, 0, '{}', o.at, o.at
  from gen_line l join gen_order o on o.n = l.n`

const INSERT_SHIPPING_METHODS = `
  insert into order_shipping_method (id, name, amount, raw_amount, is_tax_inclusive, shipping_option_id, data, created_at, updated_at)
  select ${orderPartId("ordsm")}, 'Standard shipping', o.shipping_amount, ${raw("o.shipping_amount")}, false, o.shipping_option_id,
    '{}', o.at, o.at
  from gen_order o`

const INSERT_SHIPPING = `
  insert into order_shipping (id, order_id, version, shipping_method_id, created_at, updated_at)
  select ${orderPartId("ordspmv")}, ${orderPartId("order")}, 1, ${orderPartId("ordsm")}, o.at, o.at from gen_order o`

const AMOUNTS = {
  ...{ paid_total: "t.total", refunded_total: "0", accounting_total: "t.total", credit_line_total: "0" },
  ...{
    transaction_total: "t.total",
    pending_difference: "0",
    current_order_total: "t.total",
    original_order_total: "t.total",
  },
}

const TOTALS = Object.entries(AMOUNTS)
  .flatMap(([name, amount]) => [`'${name}', trim_scale((${amount})::numeric)`, `'raw_${name}', ${raw(amount)}`])
  .join(", ")

/** The totals of an order that is paid in full. */
const INSERT_SUMMARIES = `
  insert into order_summary (id, order_id, version, totals, created_at, updated_at)
  select ${orderPartId("ordsum")}, ${orderPartId("order")}, 1, jsonb_build_object(${TOTALS}), o.at, o.at
  from gen_order o join gen_total t on t.n = o.n`

/** Statements that write the generated orders, in an order that foreign keys allow, with what they write. */
export const ORDER_STATEMENTS = [
  CREATE_CUSTOMERS,
  INSERT_CUSTOMERS,
  insertAddresses("'S'"),
  insertAddresses("'B'"),
  INSERT_ORDERS,
  INSERT_LINE_ITEMS,
  INSERT_ORDER_ITEMS,
  INSERT_SHIPPING_METHODS,
  INSERT_SHIPPING,
  INSERT_SUMMARIES,
]
