import type { Store } from "../../integration-tests/harness/store"

/** Posts to the Admin API and answers the body; throws unless the status is a success. */
export const posted = async <Body>({ admin }: Store, path: string, body?: object): Promise<Body> => {
  const answer = await admin.post<Body>(path, body)
  if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
