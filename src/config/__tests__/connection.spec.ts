import { commandOf } from "../command"
import { parseEnvironment } from "../environment"
import { mistakesOf, OWNER_URL, PEM, REMOTE_URL, RUNTIME_URL, START, wrongVariables } from "./fixtures"

describe("the connection to Postgres", () => {
  const endpointOf = (source: NodeJS.ProcessEnv, command = START) => parseEnvironment(source, command).endpoint

  it.each(["db:migrate", "db:migrate:scripts", "db:migrate:search", "db:rollback", "db:sync-links"])(
    "takes the direct way for %s",
    (name) => {
      const source = { DATABASE_URL: REMOTE_URL, DATABASE_DIRECT_URL: OWNER_URL }
      expect(endpointOf(source, commandOf([name])).url).toBe(OWNER_URL)
    }
  )

  it.each(["start", "develop", "exec", "user", "build"])("takes the runtime's way for %s", (name) => {
    const source = { DATABASE_URL: RUNTIME_URL, DATABASE_DIRECT_URL: OWNER_URL }
    expect(endpointOf(source, commandOf([name])).url).toBe(RUNTIME_URL)
  })

  it("verifies every server that is not on loopback", () => {
    expect(endpointOf({ DATABASE_URL: REMOTE_URL }).tls.mode).toBe("verify-full")
    expect(endpointOf({ DATABASE_URL: REMOTE_URL, DATABASE_SSL_MODE: "require" }).tls.mode).toBe("verify-full")
    expect(endpointOf({ DATABASE_URL: `${REMOTE_URL}?sslmode=require` }).tls.mode).toBe("verify-full")
  })

  it("lifts sslmode out of the address, because it would replace the authority", () => {
    const { url, tls } = endpointOf({ DATABASE_URL: `${REMOTE_URL}?sslmode=no-verify&application_name=x` })
    expect(url).toBe(`${REMOTE_URL}?application_name=x`)
    expect(tls.mode).toBe("no-verify")
  })

  it.each(["sslmode=prefer", "sslmode=verify-ca", "ssl=true", "sslrootcert=/x.crt", "ssl_mode=disable"])(
    "refuses %s in the address",
    (parameter) => {
      const error = mistakesOf({ DATABASE_URL: `${REMOTE_URL}?${parameter}` })
      expect(error.mistakes.map(({ variable }) => variable)).toEqual(["DATABASE_URL"])
      expect(error.message).toContain("DATABASE_SSL_MODE")
      expect(error.message).not.toContain("s3cret-word")
    }
  )

  it("refuses an address and a setting that contradict each other", () => {
    const source = { DATABASE_URL: `${REMOTE_URL}?sslmode=no-verify`, DATABASE_SSL_MODE: "verify-full" }
    expect(wrongVariables(source)).toEqual(["DATABASE_URL"])
  })

  it("leaves a connection unencrypted on loopback only", () => {
    expect(endpointOf({ DATABASE_URL: RUNTIME_URL, DATABASE_SSL_MODE: "disable" }).tls.mode).toBe("disable")
    expect(wrongVariables({ DATABASE_URL: REMOTE_URL, DATABASE_SSL_MODE: "disable" })).toEqual(["DATABASE_URL"])
    expect(wrongVariables({ DATABASE_URL: `${REMOTE_URL}?sslmode=disable` })).toEqual(["DATABASE_URL"])
    const mixed = { DATABASE_URL: RUNTIME_URL, DATABASE_DIRECT_URL: REMOTE_URL, DATABASE_SSL_MODE: "disable" }
    expect(wrongVariables(mixed, commandOf(["db:migrate"]))).toEqual(["DATABASE_DIRECT_URL"])
  })

  it("takes an authority whose line ends were escaped", () => {
    const source = { DATABASE_URL: REMOTE_URL, DATABASE_SSL_CA: PEM.replaceAll("\n", "\\n") }
    expect(endpointOf(source).tls.ca).toBe(PEM)
  })

  it("refuses a pool whose least is more than its most", () => {
    const source = { DATABASE_URL: RUNTIME_URL, DATABASE_POOL_MIN: "9", DATABASE_POOL_MAX: "3" }
    expect(wrongVariables(source)).toEqual(["DATABASE_POOL_MIN"])
  })
})
