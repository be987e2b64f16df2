import type { Executor } from "../../../postgres/executor"

/** Calls older than this, in seconds, are refused by their time alone, so that nobody needs to remember them. */
const REMEMBERED_S = 3_600

const FORGET = `delete from feed_hook_call where received_at < now() - make_interval(secs => $1)`

const REMEMBER = `insert into feed_hook_call (feed_id, signature) values ($1, $2) on conflict do nothing`

/** Remembers a signed call, in the transaction that records its run. Answers false when the very same one came before. */
export const rememberCall = async (db: Executor, feedId: string, signature: string): Promise<boolean> => {
  await db.run(FORGET, [REMEMBERED_S])
  return (await db.run(REMEMBER, [feedId, signature])) > 0
}
