import Medusa from "@medusajs/js-sdk"
import { readFileSync } from "node:fs"
import { Pool } from "pg"
import { tailOf } from "../../dev/lifecycle/child-process"

/** A status and a parsed body; the suite names the body's type, and the assertions prove it. */
export type Answer<Body = unknown> = { readonly status: number; readonly body: Body; readonly headers: Headers }

/** The Admin API as the run's admin user. */
export type AdminClient = {
  get<Body = unknown>(path: string): Promise<Answer<Body>>
  post<Body = unknown>(path: string, body?: unknown): Promise<Answer<Body>>
  delete<Body = unknown>(path: string, body?: unknown): Promise<Answer<Body>>
}

/** A running store, seen from outside: over HTTP, and through its database as either role. */
export type Store = {
  readonly url: string
  readonly admin: AdminClient
  /** The admin user's e-mail address and password, for those who sign in by themselves. */
  readonly login: { readonly email: string; readonly password: string }
  /** Plain fetch on the store's address. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** The JavaScript SDK as a storefront uses it. */
  sdk(publishableKey: string): Medusa
  /** The database as galleria_owner, who may read and change all. */
  readonly owner: Pool
  /** The database as galleria_app, as which the store itself works. */
  readonly runtime: Pool
  /** Everything that the store has written to its log so far. */
  output(): string
}

/** What a store is reached with. */
export type StoreAccess = {
  readonly url: string
  readonly logFile: string
  readonly ownerUrl: string
  readonly runtimeUrl: string
  readonly admin: { readonly email: string; readonly password: string }
}

const POOL_SIZE = 4

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Connects lazily: nothing is opened before a suite uses it. `close` ends what was. */
export const connectStore = (access: StoreAccess): Store & { close(): Promise<void> } => {
  const pools = new Map<string, Pool>()
  const poolOf = (connectionString: string): Pool => {
    const pool = pools.get(connectionString) ?? new Pool({ connectionString, max: POOL_SIZE })
    pools.set(connectionString, pool)
    return pool
  }

  const request = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(new URL(path, access.url), init).catch((cause: unknown) => {
      throw new Error(`The store did not answer ${path}. Its log ends with:\n${tailOf(access.logFile)}`, { cause })
    })

  const answer = async <Body>(response: Response): Promise<Answer<Body>> => ({
    status: response.status,
    body: parsed(await response.text()) as Body,
    headers: response.headers,
  })

  const signIn = async (): Promise<string> => {
    const response = await request("/auth/user/emailpass", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(access.admin),
    })
    const { status, body } = await answer<{ token?: string }>(response)
    if (!body.token) throw new Error(`The admin could not sign in: ${status} ${JSON.stringify(body)}`)
    return body.token
  }
  let token: Promise<string> | undefined

  const asAdmin = async <Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> => {
    const isForm = body instanceof FormData
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${await (token ??= signIn())}`,
        ...(isForm || body === undefined ? {} : { "content-type": "application/json" }),
      },
    }
    if (body !== undefined) init.body = isForm ? body : JSON.stringify(body)
    return answer<Body>(await request(path, init))
  }

  return {
    url: access.url,
    login: access.admin,
    request,
    admin: {
      get: (path) => asAdmin("GET", path),
      post: (path, body) => asAdmin("POST", path, body),
      delete: (path, body) => asAdmin("DELETE", path, body),
    },
    sdk: (publishableKey) =>
      new Medusa({ baseUrl: access.url, publishableKey, auth: { type: "jwt", jwtTokenStorageMethod: "memory" } }),
    get owner() {
      return poolOf(access.ownerUrl)
    },
    get runtime() {
      return poolOf(access.runtimeUrl)
    },
    output: () => readFileSync(access.logFile, "utf8"),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      pools.clear()
    },
  }
}
