import { StartErrors } from "../lifecycle/errors"

/** The operator's side of a running store, as the dashboard speaks it. Every refusal is a StartError. */
export type AdminApi = {
  get<Answer>(path: string): Promise<Answer>
  post<Answer>(path: string, body: object | FormData): Promise<Answer>
}

/** An account of the dashboard. */
export type AdminLogin = { readonly email: string; readonly password: string }

const REQUEST_TIMEOUT_MS = 60_000

type Encoded = { readonly body: string | FormData; readonly headers: Readonly<Record<string, string>> }

const encode = (body: object | FormData): Encoded =>
  body instanceof FormData
    ? { body, headers: {} }
    : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }

/** Signs in over HTTP; undefined when the store doesn't know the account or its password. */
export const signIn = async (storeUrl: string, login: AdminLogin): Promise<AdminApi | undefined> => {
  const answer = await fetch(`${storeUrl}/auth/user/emailpass`, {
    method: "POST",
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...encode(login),
  })
  if (answer.status === 401) return undefined
  if (!answer.ok) throw StartErrors.adminApi("POST", "/auth/user/emailpass", answer.status, await answer.text())
  const { token } = (await answer.json()) as { token: string }

  const call = async <Answer>(method: string, path: string, body?: object | FormData): Promise<Answer> => {
    const encoded = body && encode(body)
    const response = await fetch(`${storeUrl}${path}`, {
      ...encoded,
      method,
      headers: { ...encoded?.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    if (!response.ok) throw StartErrors.adminApi(method, path, response.status, await response.text())
    return (await response.json()) as Answer
  }
  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
  }
}
