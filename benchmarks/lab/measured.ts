import { peakMemoryMb, resetPeakMemory, settle } from "./process-figures"
import type { Lab } from "./start-lab"

/** What an import took: seconds, and the most memory that the store's process had resident, in MiB. */
export type Measured = { readonly seconds: number; readonly peakMb: number }

/** Runs one import, which answers its seconds, on a quiet store, whose caches and memory then tell of nothing else. */
export const measured = async (lab: Lab, work: () => Promise<number>): Promise<Measured> => {
  await settle(lab.storePid)
  await lab.checkpoint()
  resetPeakMemory(lab.storePid)
  const seconds = await work()
  return { seconds, peakMb: peakMemoryMb(lab.storePid) }
}
