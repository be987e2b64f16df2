import type { SourceDefinition } from "./source"
import { storedFile } from "./stored-file"

/** Every kind of source that a feed may have. A new source adds its line here and nothing else. */
const DEFINITIONS: readonly SourceDefinition[] = [storedFile]

/** The definition of each kind. */
export const SOURCES: ReadonlyMap<string, SourceDefinition> = new Map(
  DEFINITIONS.map((definition) => [definition.kind, definition])
)
