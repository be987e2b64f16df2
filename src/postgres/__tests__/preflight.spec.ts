import type { DatabaseEndpoint } from "../../config/environment"
import { preflight } from "../preflight"

const ENDPOINT: DatabaseEndpoint = {
  url: "postgres://app:s3cret-word@db.example.com:5432/shop",
  host: "db.example.com",
  port: 5432,
  tls: { mode: "verify-full", ca: undefined },
}

const failure = (message: string, code?: string): Error => Object.assign(new Error(message), { code })

/** Fails as often as there are errors, and then succeeds. */
const probeThatMeets = (errors: Error[]) => {
  const left = [...errors]
  return jest.fn(() => {
    const error = left.shift()
    return error ? Promise.reject(error) : Promise.resolve()
  })
}

const ignore = (): void => undefined

it("waits for a server that is still starting", async () => {
  const probe = probeThatMeets([failure("connect ECONNREFUSED", "ECONNREFUSED"), failure("starting up", "57P03")])
  const warnings: string[] = []
  await preflight(ENDPOINT, probe, (message) => warnings.push(message), [1, 1])
  expect(probe).toHaveBeenCalledTimes(3)
  expect(warnings).toHaveLength(2)
})

it("gives up after its last wait, and says where it tried and what happened", async () => {
  const probe = probeThatMeets(Array.from({ length: 9 }, () => failure("connect ECONNREFUSED", "ECONNREFUSED")))
  await expect(preflight(ENDPOINT, probe, ignore, [1, 1])).rejects.toMatchObject({
    code: "database_unreachable",
    message: expect.stringContaining("db.example.com:5432") as string,
  })
  expect(probe).toHaveBeenCalledTimes(3)
})

it.each([
  ["a wrong password", failure("password authentication failed", "28P01"), "the password is wrong"],
  ["a role that may not log in", failure("no login", "28000"), "the role may not log in"],
  ["an unknown database", failure("no such database", "3D000"), "does not exist"],
  ["an unknown authority", failure("self-signed", "SELF_SIGNED_CERT_IN_CHAIN"), "DATABASE_SSL_CA"],
  ["a certificate for another host", failure("altname", "ERR_TLS_CERT_ALTNAME_INVALID"), "another host name"],
  ["a server that wants TLS", failure('no pg_hba.conf entry for host "x", no encryption', "28000"), "accepts TLS only"],
  ["a server without TLS", failure("The server does not support SSL connections"), "speaks no TLS"],
  ["a user that the pooler does not know", failure("Tenant or user not found", "XX000"), "USER.PROJECT"],
  ["a pooler that has blocked the address", failure("ECIRCUITBREAKER: too many", "XX000"), "wait two minutes"],
])("tries once with %s, and says what to do", async (_, error, cure) => {
  const probe = probeThatMeets([error, error, error])
  await expect(preflight(ENDPOINT, probe, ignore, [1, 1])).rejects.toThrow(cure)
  expect(probe).toHaveBeenCalledTimes(1)
})
