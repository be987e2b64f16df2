import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/**
 * The environment in which Medusa's programs send nothing to its makers. MEDUSA_DISABLE_TELEMETRY alone records nothing,
 * but each program still leaves a detached sender behind when it ends; that is kept away by Medusa's own settings
 * file, which it looks for under XDG_CONFIG_HOME.
 */
export const withoutTelemetry = (dataFolder: string): NodeJS.ProcessEnv => {
  const folder = join(dataFolder, "config")
  mkdirSync(join(folder, "medusa"), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, "medusa", "config.json"), JSON.stringify({ telemetry: { enabled: false } }))
  return { MEDUSA_DISABLE_TELEMETRY: "true", XDG_CONFIG_HOME: folder }
}
