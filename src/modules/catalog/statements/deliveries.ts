import type { Executor } from "../../../postgres/executor"

/** A delivery that this process has taken to send. */
export type DueDelivery = {
  id: string
  webhook_id: string
  event: string
  payload: unknown
  attempts: number
  url: string
  secret: string
}

/**
 * A process that dies while it sends leaves the delivery to others after a minute. Materialised, because a subquery may
 * be run again for each row that it is joined to, and lock others each time.
 */
const CLAIM = `
  with due as materialized (
    select p.id from webhook_delivery p join webhook h on h.id = p.webhook_id and h.is_active and h.deleted_at is null
    where p.state = 'pending' and p.next_attempt_at <= now() and p.deleted_at is null
    order by p.next_attempt_at limit $1 for update of p skip locked)
  update webhook_delivery d
  set attempts = d.attempts + 1, next_attempt_at = now() + interval '1 minute', updated_at = now()
  from due, webhook w
  where d.id = due.id and w.id = d.webhook_id
  returning d.id, d.webhook_id, d.event, d.payload, d.attempts, w.url, w.secret`

/** Takes deliveries that are due; no other process gets the same ones. */
export const claimDeliveries = (db: Executor, limit: number): Promise<DueDelivery[]> => db.rows(CLAIM, [limit])

/** What became of an attempt; `delayMs` is when the next one follows. */
export type Attempt = { state: string; statusCode: number | null; error: string | null; delayMs: number | null }

const NOTE = `
  update webhook_delivery set state = $2, status_code = $3, error = $4, updated_at = now(),
    next_attempt_at = now() + make_interval(secs => $5::float8 / 1000),
    delivered_at = case when $2 = 'delivered' then now() end
  where id = $1`

/** Writes down what became of an attempt. */
export const noteDelivery = (db: Executor, id: string, attempt: Attempt): Promise<number> =>
  db.run(NOTE, [id, attempt.state, attempt.statusCode, attempt.error?.slice(0, 1000) ?? null, attempt.delayMs])

const AGAIN = `
  update webhook_delivery set state = 'pending', attempts = 0, next_attempt_at = now(), updated_at = now()
  where id = $1 and webhook_id = $2 and deleted_at is null`

/** Makes a delivery due again, whatever became of it. Answers false when the webhook has no such delivery. */
export const deliverAgain = async (db: Executor, webhookId: string, id: string): Promise<boolean> =>
  (await db.run(AGAIN, [id, webhookId])) > 0
