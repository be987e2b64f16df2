import { join } from "node:path"
import { checkout, createFixtureProject } from "./fixture-project"

type Report = { summary: { violations: { rule: { name: string }; from: string; cycle?: { name: string }[] }[] } }
type Files = Readonly<Record<string, string>>

/** What the fixtures import: each file exists, so that nothing fails only for want of its target. */
const LAYOUT: Files = {
  "tsconfig.json": JSON.stringify({ compilerOptions: { module: "Node16", moduleResolution: "Node16" } }),
  "package.json": JSON.stringify({ name: "fixture" }),
  "node_modules/pg/package.json": JSON.stringify({ name: "pg", main: "index.js" }),
  "node_modules/pg/index.js": "module.exports = {}",
  "node_modules/@medusajs/framework/package.json": JSON.stringify({
    name: "@medusajs/framework",
    exports: { "./utils": "./dist/utils.js", "./mikro-orm/knex": "./dist/deps/mikro-orm-knex.js" },
  }),
  "node_modules/@medusajs/framework/dist/utils.js": "",
  "node_modules/@medusajs/framework/dist/deps/mikro-orm-knex.js": "",
  "node_modules/@medusajs/medusa/package.json": JSON.stringify({
    name: "@medusajs/medusa",
    exports: { "./api/*": "./dist/api/*.js" },
  }),
  "node_modules/@medusajs/medusa/dist/api/store/products/middlewares.js": "",
  "node_modules/@medusajs/medusa/dist/api/store/products/validators.js": "",
  "src/modules/tenancy/index.ts": "export const TENANCY = 1",
  "src/modules/tenancy/service.ts": "export class Service {}",
  "src/modules/tenancy/types.ts": "export type T = 1",
  "src/modules/tenancy/errors.ts": "export const errors = 1",
  "src/modules/catalog/index.ts": "export const CATALOG = 1",
  "src/modules/catalog/sources/layout.ts": "export const layout = 1",
  "src/modules/catalog/sources/csv/read.ts": 'import "../layout"\nexport const csv = 1',
  "src/workflows/create.ts": "export const create = 1",
  "src/api/route.ts": "export const GET = 1",
  "src/jobs/tick.ts": "export const tick = 1",
  "src/subscribers/seen.ts": "export const seen = 1",
  "src/admin/page.tsx": "export const page = 1",
  "dev/seed.ts": "export const seed = 1",
  "benchmarks/import.ts": "export const bench = 1",
  "integration-tests/harness/index.ts": "export const store = 1",
  "src/modules/tenancy/__tests__/fixture.ts": "export const fixture = 1",
}

/** By rule: files that break it, each with one forbidden import. */
const BREAKING: Readonly<Record<string, Files>> = {
  "1-no-module-to-module": { "src/modules/catalog/a.ts": 'import "../tenancy/index"' },
  "2-no-low-to-high": {
    "src/modules/catalog/b.ts": 'import "../../workflows/create"',
    "src/postgres/b.ts": 'import "../jobs/tick"',
    "src/config/b.ts": 'import "../api/route"',
    "src/config/c.ts": 'import "../subscribers/seen"',
    "src/config/d.ts": 'import "../admin/page"',
  },
  "3-no-module-internals": {
    "src/workflows/inside.ts": 'import { errors } from "../modules/tenancy/errors"\nexport const e = errors',
    "dev/inside.ts": 'import "../src/modules/tenancy/errors"',
  },
  "4-no-write-through-service": {
    "src/api/service.ts": 'import { Service } from "../modules/tenancy/service"\nexport const s = new Service()',
    "src/jobs/service.ts": 'import { Service } from "../modules/tenancy/service"\nexport const s = new Service()',
    "src/subscribers/service.ts":
      'import { Service } from "../modules/tenancy/service"\nexport const s = new Service()',
  },
  "5-no-server-code-in-admin": {
    "src/admin/a.tsx": 'import { TENANCY } from "../modules/tenancy"\nexport const a = TENANCY',
  },
  "5-no-server-packages-in-admin": { "src/admin/b.tsx": 'import "@medusajs/framework/utils"' },
  "5-no-node-in-admin": { "src/admin/c.tsx": 'import "node:fs"' },
  "6-no-driver-outside-postgres": {
    "src/workflows/driver.ts": 'import "pg"',
    "src/modules/catalog/driver.ts": 'import { knex } from "@medusajs/framework/mikro-orm/knex"\nexport const k = knex',
  },
  "6-no-core-internals-outside-seams": {
    "src/api/core.ts": 'import "@medusajs/medusa/api/store/products/middlewares"',
  },
  "7-no-source-to-source": { "src/modules/catalog/sources/xlsx/read.ts": 'import "../csv/read"' },
  "8-no-production-to-tests": {
    "src/workflows/seed.ts": 'import "../../dev/seed"',
    "src/workflows/bench.ts": 'import "../../benchmarks/import"',
    "src/workflows/harness.ts": 'import "../../integration-tests/harness"',
    "src/modules/tenancy/fixture.ts": 'import "./__tests__/fixture"',
    "medusa-config.ts": 'import "./dev/seed"',
  },
  "9-no-cycles": {
    "src/workflows/hen.ts": 'import { egg } from "./egg"\nexport const hen = () => egg',
    "src/workflows/egg.ts": 'import { hen } from "./hen"\nexport const egg = () => hen',
  },
  "no-unresolvable": { "src/workflows/nothing.ts": 'import "./nowhere"' },
}

/** What looks like a violation and is none. */
const ALLOWED: Files = {
  "src/workflows/module.ts": 'import "../modules/tenancy"\nimport "../modules/tenancy/service"',
  "src/api/types.ts": 'import type { Service } from "../modules/tenancy/service"\nexport type S = Service',
  "src/api/validators.ts": 'import "@medusajs/medusa/api/store/products/validators"',
  "src/admin/types.tsx": 'import type { T } from "../modules/tenancy/types"\nexport type A = T',
  "src/postgres/driver.ts": 'import "pg"',
  "src/seams/core.ts": 'import "pg"\nimport "@medusajs/medusa/api/store/products/middlewares"',
  "src/workflows/knex-type.ts": 'import type { Knex } from "@medusajs/framework/mikro-orm/knex"\nexport type K = Knex',
  "src/modules/tenancy/models/client.ts": 'import { site } from "./site"\nexport const client = () => site',
  "src/modules/tenancy/models/site.ts": 'import { client } from "./client"\nexport const site = () => client',
  "src/modules/tenancy/__tests__/a.spec.ts": 'import "../../../../integration-tests/harness"\nimport "../errors"',
  "src/workflows/left.ts": 'import type { Right } from "./right"\nexport type Left = { right?: Right }',
  "src/workflows/right.ts": 'import type { Left } from "./left"\nexport type Right = { left?: Left }',
}

describe("the nine rules of who may import whom", () => {
  const project = createFixtureProject(Object.assign({}, LAYOUT, ALLOWED, ...Object.values(BREAKING)) as Files)
  const config = join(checkout, ".dependency-cruiser.cjs")
  let violations: Report["summary"]["violations"] = []

  beforeAll(() => {
    const report = project.run("dependency-cruiser/bin/dependency-cruise.mjs", ["--config", config, "-T", "json", "."])
    violations = (JSON.parse(report) as Report).summary.violations
  })
  afterAll(() => project.remove())

  it.each(Object.entries(BREAKING))("%s catches each file that breaks it, and nothing else", (name, files) => {
    const caught = violations
      .filter(({ rule }) => rule.name === name)
      .flatMap(({ from, cycle = [] }) => [from, ...cycle.map((member) => member.name)])
    expect([...new Set(caught)].sort()).toEqual(Object.keys(files).sort())
  })

  it("has a fixture for every rule", async () => {
    const { forbidden } = ((await import(config)) as { default: { forbidden: { name: string }[] } }).default
    expect(Object.keys(BREAKING).sort()).toEqual(forbidden.map(({ name }) => name).sort())
  })
})
