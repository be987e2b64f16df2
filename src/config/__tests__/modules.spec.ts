import { commandOf } from "../command"
import { parseEnvironment } from "../environment"
import { redisConnection, storeModules } from "../modules"

const LOCAL = { DATABASE_URL: "postgres://galleria_app@127.0.0.1/galleria" }
const S3 = {
  S3_BUCKET: "files",
  S3_REGION: "eu-central-1",
  S3_FILE_URL: "https://files.example.com",
  S3_ACCESS_KEY_ID: "key",
  S3_SECRET_ACCESS_KEY: "secret",
}
const PEM = "-----BEGIN CERTIFICATE-----\\nMIID\\n-----END CERTIFICATE-----"

const environmentOf = (source: NodeJS.ProcessEnv) => parseEnvironment({ ...LOCAL, ...source }, commandOf(["start"]))
const modulesOf = (source: NodeJS.ProcessEnv): string => JSON.stringify(storeModules(environmentOf(source)))

it("registers our modules and local files when nothing else is set, so that Medusa's in-process ones serve", () => {
  const names = storeModules(environmentOf({})).map(({ resolve }) => resolve)
  expect(names).toEqual(expect.arrayContaining(["./src/modules/tenancy", "./src/modules/catalog"]))
  expect(names.filter((name) => !name.startsWith("./src/modules/"))).toEqual(["@medusajs/medusa/file"])
})

it.each([
  [{}, "http://localhost:9000/static"],
  [{ PORT: "8123" }, "http://localhost:8123/static"],
  [{ PORT: "8123", FILES_URL: "https://shop.example.com/static" }, "https://shop.example.com/static"],
])("serves local files where the server listens, or where it is told: %o", (source, url) => {
  expect(modulesOf(source)).toContain(`"backend_url":"${url}"`)
})

it.each(["event-bus-redis", "workflow-engine-redis", "locking-redis", "caching-redis"])(
  "takes %s with a Redis",
  (name) => {
    expect(modulesOf({ REDIS_URL: "redis://redis.example.com:6379" })).toContain(`@medusajs/medusa/${name}`)
  }
)

it("checks Redis's certificate against the given authority", () => {
  const environment = environmentOf({ REDIS_URL: "rediss://redis.example.com", REDIS_CA: PEM })
  expect(redisConnection(environment)?.redisOptions).toEqual({ tls: { ca: PEM.replaceAll("\\n", "\n") } })
})

it("stores files in a bucket when there is one", () => {
  expect(modulesOf(S3)).toContain("@medusajs/medusa/file-s3")
  expect(modulesOf(S3)).not.toContain("forcePathStyle")
  expect(modulesOf({ ...S3, S3_ENDPOINT: "https://s3.example.com" })).toContain('"forcePathStyle":true')
})

it("sends e-mail by the provider that is set, beside the dashboard's feed", () => {
  const options = '{"api_key":"hunter2"}'
  const modules = modulesOf({ EMAIL_PROVIDER: "some-provider", EMAIL_PROVIDER_OPTIONS: options })
  expect(modules).toContain('"resolve":"some-provider","options":{"api_key":"hunter2","channels":["email"]}')
  expect(modules).toContain('"channels":["feed"]')
  expect(modulesOf({})).not.toContain("notification")
})

it("registers no package of the Enterprise Edition", () => {
  expect(modulesOf({ ...S3, REDIS_URL: "redis://redis.example.com" })).not.toMatch(/rbac|auth-oidc/)
})
