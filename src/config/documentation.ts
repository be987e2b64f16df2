import { MedusaError } from "@medusajs/framework/utils"
import { SETTINGS } from "./environment"
import type { Setting } from "./setting"

/** Where the README's table of settings begins and ends. */
const TABLE_MARKERS = { begin: "<!-- environment:begin -->", end: "<!-- environment:end -->" }

const HEADER = `# Every setting of Galleria, as src/config describes it. Copy this file to .env and set what you need.
# A secret may come from a file instead: NAME_FILE=/run/secrets/name. Two names for one value have to agree.
# Written by: npm run docs:env
`

const entries: readonly [string, Setting][] = Object.entries(SETTINGS)

const otherNames = (name: string, { aliases, file }: Setting): string[] => [
  ...(file ? [`${name}_FILE`] : []),
  ...aliases,
]

const templateEntry = ([name, setting]: readonly [string, Setting]): string => {
  const others = otherNames(name, setting)
  return [
    `# ${setting.description}`,
    `# Without it: ${setting.fallback}.${others.length > 0 ? ` Also: ${others.join(", ")}.` : ""}`,
    `#${name}=${setting.example}`,
  ].join("\n")
}

const cell = (text: string): string => text.replaceAll("|", "\\|")

const tableRow = ([name, setting]: readonly [string, Setting]): string => {
  const others = otherNames(name, setting).map((other) => `\`${other}\``)
  const names = [`\`${name}\``, ...others].join("<br>")
  return `| ${names} | ${cell(setting.description)} | ${cell(setting.fallback)} |`
}

/** The text of `.env.template`. */
export const environmentTemplate = (): string => `${[HEADER, ...entries.map(templateEntry)].join("\n\n")}\n`

/** The README's table, with its markers. */
const environmentTable = (): string =>
  [
    TABLE_MARKERS.begin,
    "",
    "| Setting | What it does | Without it |",
    "| --- | --- | --- |",
    ...entries.map(tableRow),
    "",
    TABLE_MARKERS.end,
  ].join("\n")

/** Puts the table where the README has its markers, or throws when it has none. */
export const withEnvironmentTable = (readme: string): string => {
  const begin = readme.indexOf(TABLE_MARKERS.begin)
  const end = readme.indexOf(TABLE_MARKERS.end)
  if (begin < 0 || end < begin) {
    const message = `README.md needs ${TABLE_MARKERS.begin} and ${TABLE_MARKERS.end}`
    throw new MedusaError(MedusaError.Types.INVALID_DATA, message, "markers_missing")
  }
  return readme.slice(0, begin) + environmentTable() + readme.slice(end + TABLE_MARKERS.end.length)
}
