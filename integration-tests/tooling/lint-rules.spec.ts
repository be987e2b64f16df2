import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { checkout, createFixtureProject } from "./fixture-project"

type Report = { filePath: string; messages: { ruleId: string | null; fatal?: boolean }[] }[]

const long = (lines: number): string =>
  Array.from({ length: lines }, (_, at) => `export const line${at} = ${at}\n`).join("")

/** Path, text, and the one rule that has to catch it. */
const BREAKING: readonly [path: string, text: string, rule: string][] = [
  ["src/workflows/default.ts", "export default 1\n", "no-restricted-syntax"],
  ["src/workflows/environment.ts", "export const url = process.env.DATABASE_URL\n", "no-restricted-properties"],
  ["src/workflows/process.ts", 'import { env } from "node:process"\nexport const url = env\n', "no-restricted-syntax"],
  ["src/workflows/console.ts", 'console.log("here")\n', "no-console"],
  ["src/workflows/any.ts", "export const parse = (text: any): unknown => text\n", "@typescript-eslint/no-explicit-any"],
  [
    "src/workflows/non-null.ts",
    "export const first = (list: string[]): string => list[0]!\n",
    "@typescript-eslint/no-non-null-assertion",
  ],
  [
    "src/workflows/floating.ts",
    "export const go = (): void => {\n  Promise.resolve(1)\n}\n",
    "@typescript-eslint/no-floating-promises",
  ],
  ["src/workflows/ignore.ts", "// @ts-ignore\nexport const one: number = 1\n", "@typescript-eslint/ban-ts-comment"],
  ["src/workflows/long.ts", long(201), "max-lines"],
  [
    "src/workflows/long-function.ts",
    `export const go = (): number => {\n${"  Math.random()\n".repeat(41)}  return 1\n}\n`,
    "max-lines-per-function",
  ],
  [
    "src/workflows/patch.ts",
    "export class A {\n  x = 1\n}\nObject.assign(A.prototype, { patched: true })\n",
    "no-restricted-syntax",
  ],
  [
    "src/jobs/write.ts",
    "declare const service: { createSites(): void }\nservice.createSites()\n",
    "no-restricted-syntax",
  ],
  [
    "src/subscribers/write.ts",
    "declare const service: { updateSites(): void }\nservice.updateSites()\n",
    "no-restricted-syntax",
  ],
  [
    "src/api/admin/sites/route.ts",
    "declare const service: { deleteSites(): void }\nservice.deleteSites()\n",
    "no-restricted-syntax",
  ],
  ["src/workflows/disabled.ts", "/* eslint-disable no-console */\nconsole.log(1)\n", "no-console"],
]

/** Where the same is right. */
const ALLOWED: readonly [path: string, text: string][] = [
  ["src/config/process.ts", "export const url = process.env['DATABASE_URL']\n"],
  ["src/scripts/doctor.ts", 'console.log("healthy")\n'],
  ["src/links/site.ts", "export default 1\n"],
  ["src/seams/patch.ts", "export class A {\n  x = 1\n}\nObject.assign(A.prototype, { patched: true })\n"],
  ["src/workflows/write.ts", "declare const service: { createSites(): void }\nservice.createSites()\n"],
  ["integration-tests/http/long.spec.ts", long(300)],
]

describe("the house style that ESLint holds", () => {
  const files = Object.fromEntries([...BREAKING, ...ALLOWED].map(([path, text]) => [path, text]))
  const compilerOptions = {
    strict: true,
    module: "Node16",
    moduleResolution: "Node16",
    target: "ES2022",
    types: ["node"],
  }
  const project = createFixtureProject({
    ...files,
    "package.json": JSON.stringify({ name: "fixture" }),
    "tsconfig.check.json": JSON.stringify({ compilerOptions, include: ["**/*.ts"] }),
  })
  const rulesOf = new Map<string, string[]>()

  beforeAll(() => {
    symlinkSync(join(checkout, "node_modules"), join(project.root, "node_modules"))
    const config = ["--config", join(checkout, "eslint.config.mjs")]
    const types = ["--parser-options", `tsconfigRootDir:${project.root}`]
    const report = project.run("eslint/bin/eslint.js", [
      ...config,
      ...types,
      "--format",
      "json",
      "src",
      "integration-tests",
    ])
    for (const { filePath, messages } of JSON.parse(report) as Report) {
      const rules = messages.map(({ ruleId, fatal }) => (fatal ? "fatal" : String(ruleId)))
      rulesOf.set(filePath.slice(project.root.length + 1), rules)
    }
  })
  afterAll(() => project.remove())

  it.each(BREAKING)("refuses %s", (path, _text, rule) => {
    expect(rulesOf.get(path)).toContain(rule)
  })

  it.each(ALLOWED)("accepts %s", (path) => {
    expect(rulesOf.get(path)).toEqual([])
  })
})
