import { orderPartId, raw } from "./expressions"

const PROVIDER = "'pp_system_default'"

const INSERT_COLLECTIONS = `
  insert into payment_collection (id, currency_code, amount, raw_amount, authorized_amount, raw_authorized_amount,
    captured_amount, raw_captured_amount, refunded_amount, raw_refunded_amount, status, completed_at, created_at, updated_at)
  select ${orderPartId("pay_col")}, o.currency_code, t.total, ${raw("t.total")}, t.total, ${raw("t.total")}, t.total, ${raw("t.total")},
    0, ${raw("0")}, 'completed', o.at, o.at, o.at
  from gen_order o join gen_total t on t.n = o.n`

const LINK_COLLECTIONS = `
  insert into order_payment_collection (id, order_id, payment_collection_id, created_at, updated_at)
  select ${orderPartId("ordpay")}, ${orderPartId("order")}, ${orderPartId("pay_col")}, o.at, o.at from gen_order o`

const INSERT_SESSIONS = `
  insert into payment_session (id, currency_code, amount, raw_amount, provider_id, data, context, status, authorized_at,
    payment_collection_id, metadata, created_at, updated_at)
  select ${orderPartId("payses")}, o.currency_code, t.total, ${raw("t.total")}, ${PROVIDER}, '{}', '{}', 'authorized', o.at,
    ${orderPartId("pay_col")}, '{}', o.at, o.at
  from gen_order o join gen_total t on t.n = o.n`

const INSERT_PAYMENTS = `
  insert into payment (id, amount, raw_amount, currency_code, provider_id, data, captured_at, payment_collection_id,
    payment_session_id, created_at, updated_at)
  select ${orderPartId("pay")}, t.total, ${raw("t.total")}, o.currency_code, ${PROVIDER}, '{}', o.at, ${orderPartId("pay_col")},
    ${orderPartId("payses")}, o.at, o.at
  from gen_order o join gen_total t on t.n = o.n`

const INSERT_CAPTURES = `
  insert into capture (id, amount, raw_amount, payment_id, created_at, updated_at)
  select ${orderPartId("capt")}, t.total, ${raw("t.total")}, ${orderPartId("pay")}, o.at, o.at
  from gen_order o join gen_total t on t.n = o.n`

const INSERT_TRANSACTIONS = `
  insert into order_transaction (id, order_id, version, amount, raw_amount, currency_code, reference, reference_id, created_at, updated_at)
  select ${orderPartId("ordtrx")}, ${orderPartId("order")}, 1, t.total, ${raw("t.total")}, o.currency_code, 'capture',
    ${orderPartId("capt")}, o.at, o.at
  from gen_order o join gen_total t on t.n = o.n`

/** Statements that pay the generated orders in full, in an order that foreign keys allow. */
export const PAYMENT_STATEMENTS = [
  INSERT_COLLECTIONS,
  LINK_COLLECTIONS,
  INSERT_SESSIONS,
  INSERT_PAYMENTS,
  INSERT_CAPTURES,
  INSERT_TRANSACTIONS,
]
