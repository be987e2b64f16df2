import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { ILockingModule } from "@medusajs/framework/types"
import LockingModule from "@medusajs/medusa/locking"
import { installLockWaits } from "../lock-waits"

const load = createRequire(createRequire(__filename).resolve("@medusajs/medusa/locking"))
const { InMemoryLockingProvider } = load(
  join(dirname(load.resolve("@medusajs/locking")), "providers", "in-memory.js")
) as { InMemoryLockingProvider: new () => object }

/** Medusa's own service over its provider within the process. */
const newLocking = (): ILockingModule => {
  const provider = new InMemoryLockingProvider()
  const container = { lockingProviderService: { retrieveProviderRegistration: () => provider } }
  return new LockingModule.service(container as never, {} as never)
}

const lasting = (ms: number) => () => new Promise<void>((done) => void setTimeout(done, ms))

installLockWaits()
installLockWaits()

describe("a lock", () => {
  let locking: ILockingModule
  beforeEach(() => {
    jest.useFakeTimers()
    locking = newLocking()
  })
  afterEach(() => jest.useRealTimers())

  it("is waited for longer than the five seconds of Medusa's providers", async () => {
    const first = locking.execute("item", lasting(20_000))
    const second = locking.execute("item", () => Promise.resolve("its turn"))
    await Promise.all([jest.advanceTimersByTimeAsync(21_000), first])
    await expect(second).resolves.toBe("its turn")
  })

  it("is given up after half a minute, with an answer that a shop may repeat", async () => {
    const first = locking.execute("item", lasting(40_000))
    const second = expect(locking.execute("item", lasting(1))).rejects.toMatchObject({
      type: "conflict",
      code: "lock_timeout",
    })
    await Promise.all([jest.advanceTimersByTimeAsync(41_000), first, second])
  })

  it("is waited for as long as its caller says", async () => {
    const first = locking.execute("item", lasting(4_000))
    const second = expect(locking.execute("item", lasting(1), { timeout: 2 })).rejects.toMatchObject({
      type: "conflict",
    })
    await Promise.all([jest.advanceTimersByTimeAsync(4_000), first, second])
  })

  it("is taken in one order, so that opposite orders don't wait for each other", async () => {
    const holder = locking.execute("b", lasting(10))
    const turns = [
      ["b", "a"],
      ["a", "b"],
    ].map((keys) => locking.execute(keys, lasting(10), { timeout: 2 }))
    await Promise.all([jest.advanceTimersByTimeAsync(3_000), holder, ...turns])
  })

  it("is free again when its work fails, whose error stays as it is", async () => {
    const failure = new Error("no stock")
    await expect(locking.execute(["a", "b"], () => Promise.reject(failure))).rejects.toBe(failure)
    await expect(locking.execute(["b", "a"], () => Promise.resolve("free"))).resolves.toBe("free")
  })
})

it("stops the start when Medusa has moved the method", () => {
  expect(() => installLockWaits({ prototype: {} })).toThrow(expect.objectContaining({ code: "seam_moved" }))
})
