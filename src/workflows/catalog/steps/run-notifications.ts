import type { UntoldRun } from "../../../modules/catalog"

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)

const OUTCOME: Readonly<Record<UntoldRun["state"], string>> = {
  failed: "failed",
  awaiting_approval: "waits for approval",
  completed: "is complete",
}

const titleOf = ({ state, dry_run, catalog_name, feed_name }: UntoldRun): string =>
  `${feed_name ?? "An import"} into ${catalog_name}${dry_run ? " (dry run)" : ""} ${OUTCOME[state]}`

const COUNTED = [
  ["rows_created", "created"],
  ["rows_updated", "updated"],
  ["rows_reactivated", "switched on again"],
  ["rows_deactivated", "switched off"],
  ["rows_unchanged", "unchanged"],
  ["rows_rejected", "rejected"],
] as const

/** What went wrong; or of a run that is complete, what it did. */
const descriptionOf = (run: UntoldRun): string => {
  if (run.state !== "completed") return run.message ?? ""
  if (run.dry_run) return "Its plan is stored, and nothing has changed"
  const counts = COUNTED.filter(([name]) => run[name] > 0).map(([name, word]) => `${run[name]} ${word}`)
  return counts.length > 0 ? counts.join(", ") : "Nothing to change"
}

const CURE: Readonly<Record<UntoldRun["state"], (id: string) => string>> = {
  failed: (id) => `Mend the cause, then POST /admin/feed-runs/${id}/retry.`,
  awaiting_approval: (id) =>
    `Nothing has changed yet. Look at GET /admin/feed-runs/${id}/changes, then POST /admin/feed-runs/${id}/approve or /cancel.`,
  completed: (id) => `Look at GET /admin/feed-runs/${id}/changes, and at /errors for what was rejected.`,
}

const about = ({ id, state }: UntoldRun) => ({
  trigger_type: `feed-run.${state}`,
  resource_id: id,
  resource_type: "feed_run",
})

/** As the dashboard shows it behind its bell; told twice, it shows once. */
export const feedNotification = (run: UntoldRun) => ({
  ...about(run),
  to: "",
  channel: "feed",
  template: "admin-ui",
  idempotency_key: `feed-run.${run.state}:${run.id}`,
  data: { title: titleOf(run), description: descriptionOf(run) },
})

/**
 * As it is mailed. Without an idempotency key: under the key of one that failed, Medusa sends again and can't write
 * down that it did.
 */
export const emailNotification = (run: UntoldRun, to: string) => {
  const [title, message, cure] = [titleOf(run), descriptionOf(run), CURE[run.state](run.id)]
  const html = [title, message, cure].map((text) => `<p>${escaped(text)}</p>`).join("\n")
  return {
    ...about(run),
    to,
    channel: "email",
    template: `feed-run.${run.state}`,
    data: { title, description: message, run_id: run.id },
    content: { subject: title, text: [title, message, cure].join("\n\n"), html },
  }
}
