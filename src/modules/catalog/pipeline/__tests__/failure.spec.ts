import { CatalogErrors } from "../../errors"
import { failureOf, mayPass, retryDelayMs } from "../failure"

const withCode = (code: string) => Object.assign(new Error("refused"), { code })

describe("a failure", () => {
  it.each([
    ["a source that broke off", CatalogErrors.sourceInterrupted("cut")],
    ["a server that shuts down", withCode("57P01")],
    ["a lost connection", withCode("08006")],
    ["a refused connection", withCode("ECONNREFUSED")],
    ["a deadlock", withCode("40P01")],
    ["a connection that ended", new Error("Connection terminated unexpectedly")],
    [
      "a transaction whose connection is gone",
      new Error("ROLLBACK - Client has encountered a connection error and is not queryable"),
    ],
    ["a transaction that the server ended because nothing was said in it", withCode("25P03")],
    ["an exhausted pool", new Error("Knex: Timeout acquiring a connection. The pool is probably full.")],
  ])("may pass when it is %s", (_, error) => expect(mayPass(error)).toBe(true))

  it.each([
    ["a source that refuses", CatalogErrors.sourceRefused("401")],
    ["a file that is empty", CatalogErrors.emptyFile()],
    ["a statement that is wrong", withCode("42601")],
    ["a row that is taken", withCode("23505")],
    ["our own mistake", new TypeError("x is not a function")],
    ["no error at all", "text"],
  ])("does not pass when it is %s", (_, error) => expect(mayPass(error)).toBe(false))

  it("shows people only what was written for them", () => {
    expect(failureOf(CatalogErrors.emptyFile())).toMatchObject({ code: "empty_file" })
    const internal = failureOf(new Error("password=hunter2"))
    expect(internal.code).toBe("internal_error")
    expect(internal.message).not.toContain("hunter2")
  })

  it("is tried again after 5, 10 and 20 seconds, a fifth more or less", () => {
    const policy = { times: 3, baseMs: 5_000 }
    expect([0, 1, 2].map((attempts) => retryDelayMs(policy, attempts, 0.5))).toEqual([5_000, 10_000, 20_000])
    expect([retryDelayMs(policy, 0, 0), retryDelayMs(policy, 0, 1)]).toEqual([4_000, 6_000])
  })
})
