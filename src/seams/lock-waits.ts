import type { ILockingModule } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import LockingModule from "@medusajs/medusa/locking"

type Execute = ILockingModule["execute"]
type Signals = readonly AbortSignal[]

/** Medusa's service in front of every locking provider, as far as this file relies on it. */
export type LockingService = { prototype: { execute?: Execute } }

/**
 * How long a critical section waits for its turn, as long as Medusa's checkout waits for its cart. For stock Medusa says
 * nothing, and its providers then give up after 5 s: of fifty checkouts of one sku at once 33 failed on two cores.
 */
const WAIT_SECONDS = 30
const TIMED_OUT = /^Timed-out acquiring lock/

/** The provider within the process throws an error without a type, which the API would answer with 500. */
const asConflict = (error: unknown): unknown =>
  error instanceof Error && TIMED_OUT.test(error.message)
    ? new MedusaError(MedusaError.Types.CONFLICT, `${error.message} Try again.`, "lock_timeout")
    : error

/**
 * Takes several keys one by one, in one order for all. The providers keep what they have while they wait for the rest,
 * so that two carts of the same two items in opposite order wait for each other until both give up.
 */
const patiently = (execute: Execute): Execute =>
  async function executePatiently(this: ILockingModule, keys, job, options = {}, context) {
    const names = [...new Set([keys].flat())].sort()
    const deadline = Date.now() + (options.timeout ?? WAIT_SECONDS) * 1000
    const enter = (place: number, signals: Signals): ReturnType<typeof job> => {
      const name = names[place]
      if (name === undefined) return job(AbortSignal.any([...signals]))
      const next = (signal?: AbortSignal) => enter(place + 1, signal ? [...signals, signal] : signals)
      return execute.call(this, name, next, { ...options, timeout: (deadline - Date.now()) / 1000 }, context) as never
    }
    try {
      return await enter(0, [])
    } catch (error) {
      throw asConflict(error)
    }
  }

const installed = new WeakSet<object>()

/**
 * Lets whoever needs a lock wait for it instead of failing, in the process as on Redis, and answers 409 when the wait is
 * over, which a shop may repeat. Medusa's own workflows call the Locking Module without options and in any order of keys,
 * and the provider within the process has no setting for it.
 */
export const installLockWaits = (service: LockingService = LockingModule.service): void => {
  const { execute } = service.prototype
  if (typeof execute !== "function") {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "Medusa's locking service has no method execute any more: adapt src/seams/lock-waits.ts",
      "seam_moved"
    )
  }
  if (installed.has(execute)) return
  const replacement = patiently(execute)
  installed.add(replacement)
  service.prototype.execute = replacement
}
