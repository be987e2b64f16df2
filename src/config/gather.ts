import { readFileSync } from "node:fs"
import type { Mistake } from "./environment-error"
import { codeOf } from "./error-code"
import type { Setting } from "./setting"

type Source = Readonly<Record<string, string | undefined>>
type Found = { name: string; value: string }
type Gathered = { values: Record<string, string>; mistakes: Mistake[] }

const readSecretFile = (name: string, path: string): Found | Mistake => {
  try {
    return { name, value: readFileSync(path, "utf8").trim() }
  } catch (error) {
    const reason = codeOf(error)
    return {
      variable: name,
      expected: `names the file ${path}, which can't be read (${reason})`,
      example: "/run/secrets/name",
    }
  }
}

const isMistake = (found: Found | Mistake): found is Mistake => "variable" in found

/** Everything that the environment says about one variable: by its name, its aliases, and the files of either. */
const findAll = (source: Source, name: string, setting: Setting): (Found | Mistake)[] =>
  [name, ...setting.aliases].flatMap((candidate) => {
    const value = source[candidate]?.trim()
    const path = setting.file ? source[`${candidate}_FILE`]?.trim() : undefined
    return [
      ...(value ? [{ name: candidate, value }] : []),
      ...(path ? [readSecretFile(`${candidate}_FILE`, path)] : []),
    ]
  })

const gatherOne = (source: Source, name: string, setting: Setting): Found | Mistake | undefined => {
  const all = findAll(source, name, setting)
  const unreadable = all.find(isMistake)
  if (unreadable) return unreadable
  const found = all.filter((entry): entry is Found => !isMistake(entry))
  if (new Set(found.map(({ value }) => value)).size > 1) {
    const names = found.map((entry) => entry.name).join(" and ")
    return { variable: name, expected: `${names} contradict each other; keep one of them`, example: setting.example }
  }
  return found[0]
}

/** Collects each setting's text; an empty variable counts as absent, and two names for one value have to agree. */
export const gatherValues = (source: Source, settings: Readonly<Record<string, Setting>>): Gathered => {
  const gathered: Gathered = { values: {}, mistakes: [] }
  for (const [name, setting] of Object.entries(settings)) {
    const found = gatherOne(source, name, setting)
    if (found && isMistake(found)) gathered.mistakes.push(found)
    else if (found) gathered.values[name] = found.value
  }
  return gathered
}
