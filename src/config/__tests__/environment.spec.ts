import { commandOf } from "../command"
import { parseEnvironment } from "../environment"
import { mistakesOf, PRODUCTION, RUNTIME_URL, START, wrongVariables } from "./fixtures"

describe("the environment", () => {
  it("needs nothing but a database outside production", () => {
    const environment = parseEnvironment({ DATABASE_URL: RUNTIME_URL }, START)
    expect(environment).toMatchObject({
      production: false,
      DATABASE_POOL_MAX: 10,
      DATABASE_ACQUIRE_TIMEOUT_MS: 5_000,
      MEDUSA_WORKER_MODE: "shared",
      endpoint: { url: RUNTIME_URL, tls: { mode: "disable" } },
    })
  })

  it("names every wrong variable in one error, with what was expected and an example", () => {
    const error = mistakesOf({ DATABASE_POOL_MAX: "many", PORT: "90000", LOG_LEVEL: "loud", REDIS_URL: "localhost" })
    expect(error.mistakes.map(({ variable }) => variable).sort()).toEqual([
      "DATABASE_POOL_MAX",
      "DATABASE_URL",
      "LOG_LEVEL",
      "PORT",
      "REDIS_URL",
    ])
    for (const { variable, expected, example } of error.mistakes) {
      expect(error.message).toContain(`${variable}: ${expected}`)
      expect(error.message).toContain(example)
    }
  })

  it("counts an empty variable as absent", () => {
    expect(
      parseEnvironment({ DATABASE_URL: RUNTIME_URL, REDIS_URL: "", S3_BUCKET: " " }, START).REDIS_URL
    ).toBeUndefined()
  })
})

describe("plain http for the dashboard", () => {
  it.each([
    ["start --host 127.0.0.1", {}],
    ["start --host=localhost", {}],
    ["start -H ::1", {}],
    ["start", { HOST: "127.0.0.1" }],
    ["db:migrate", {}],
  ])("is accepted for medusa %s", (words, more) => {
    const source = { ...PRODUCTION, ...more, LOOPBACK_HTTP: "true" }
    expect(() => parseEnvironment(source, commandOf(words.split(" ")))).not.toThrow()
  })

  it.each([
    ["start", {}],
    ["start --host 0.0.0.0", {}],
    ["start --host 0.0.0.0", { HOST: "127.0.0.1" }],
    ["start --host 127.0.0.1.example.com", {}],
    ["develop", { HOST: "10.0.0.5" }],
  ])("is refused for medusa %s", (words, more) => {
    const source = { ...PRODUCTION, ...more, LOOPBACK_HTTP: "true" }
    expect(wrongVariables(source, commandOf(words.split(" ")))).toEqual(["LOOPBACK_HTTP"])
  })
})

describe("the services", () => {
  it.each(["server", "worker"])("wants a Redis for a separate %s", (mode) => {
    expect(wrongVariables({ DATABASE_URL: RUNTIME_URL, MEDUSA_WORKER_MODE: mode })).toEqual(["REDIS_URL"])
  })

  it("wants a provider of e-mail for the operator's address, and its options as an object", () => {
    const address = { DATABASE_URL: RUNTIME_URL, OPERATOR_EMAIL: "operations@example.com" }
    expect(wrongVariables(address)).toEqual(["EMAIL_PROVIDER"])
    const options = { ...address, EMAIL_PROVIDER: "some-provider", EMAIL_PROVIDER_OPTIONS: '["hunter2"]' }
    expect(wrongVariables(options)).toEqual(["EMAIL_PROVIDER_OPTIONS"])
    expect(mistakesOf(options).message).not.toContain("hunter2")
  })

  it("wants the whole of S3 or nothing", () => {
    expect(wrongVariables({ DATABASE_URL: RUNTIME_URL, S3_BUCKET: "files" })).toEqual([
      "S3_REGION",
      "S3_FILE_URL",
      "S3_ACCESS_KEY_ID",
      "S3_SECRET_ACCESS_KEY",
    ])
  })
})
