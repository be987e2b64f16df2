/** One wrong variable. None of the texts holds a secret's value. */
export type Mistake = { variable: string; expected: string; example: string }

const describe = ({ variable, expected, example }: Mistake): string =>
  `  ${variable}: ${expected}\n    for example: ${example}`

/** Names every wrong variable at once, so that one start is enough to find them all. */
export class EnvironmentError extends Error {
  constructor(readonly mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? "One setting is" : `${mistakes.length} settings are`
    super(`${count} wrong:\n${mistakes.map(describe).join("\n")}\nEvery setting is described in .env.template.`)
    this.name = "EnvironmentError"
    // Medusa logs a trace where there is one; it would show our parser, not the place of the mistake.
    this.stack = ""
  }
}
