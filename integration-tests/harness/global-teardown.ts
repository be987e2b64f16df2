import { runs } from "./global-setup"

/** Jest calls this once, after the last suite. */
export default async (): Promise<void> => {
  await runs.galleriaTestRun?.stop()
}
