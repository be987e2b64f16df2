import type { UntoldRun } from "../../../modules/catalog"

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)

const titleOf = ({ state, catalog_name, feed_name }: UntoldRun): string =>
  `${feed_name ?? "An import"} into ${catalog_name} ${state === "failed" ? "failed" : "waits for approval"}`

const CURE: Readonly<Record<UntoldRun["state"], (id: string) => string>> = {
  failed: (id) => `Mend the cause, then POST /admin/feed-runs/${id}/retry.`,
  awaiting_approval: (id) =>
    `Nothing has changed yet. Look at GET /admin/feed-runs/${id}/changes, then POST /admin/feed-runs/${id}/approve or /cancel.`,
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
  data: { title: titleOf(run), description: run.message ?? "" },
})

/**
 * As it is mailed. Without an idempotency key: under the key of one that failed, Medusa sends again and can't write
 * down that it did.
 */
export const emailNotification = (run: UntoldRun, to: string) => {
  const [title, message, cure] = [titleOf(run), run.message ?? "", CURE[run.state](run.id)]
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
