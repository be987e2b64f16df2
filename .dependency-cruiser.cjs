const TESTS = "/__tests__/|^integration-tests/"
const DRIVERS = "node_modules/(pg|pg-copy-streams|knex|@mikro-orm/knex)/|framework/dist/deps/(pg|mikro-orm-knex)\\."

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "1-no-module-to-module",
      comment: "Cross-module work is a workflow, a link, or SQL in catalog/pipeline/statements and reporting.",
      severity: "error",
      from: { path: "^src/modules/([^/]+)/" },
      to: { path: "^src/modules/", pathNot: "^src/modules/$1/" },
    },
    {
      name: "2-no-low-to-high",
      comment: "Modules, postgres and config know nothing of workflows, api, jobs, subscribers and admin.",
      severity: "error",
      from: { path: "^src/(modules|postgres|config)/", pathNot: TESTS },
      to: { path: "^src/(workflows|api|jobs|subscribers|admin)/" },
    },
    {
      name: "3-no-module-internals",
      comment: "From outside a module shows its index, service and types only.",
      severity: "error",
      from: { path: "^(src|dev|benchmarks)/", pathNot: ["^src/modules/", TESTS] },
      to: { path: "^src/modules/[^/]+/", pathNot: "^src/modules/[^/]+/(index|service|types)\\.ts$" },
    },
    {
      name: "4-no-write-through-service",
      comment:
        "Routes, jobs and subscribers call a workflow to write: of a module they see its key and its types, " +
        "never a service to construct. (The call of a writing method is caught by ESLint.)",
      severity: "error",
      from: { path: "^src/(api|jobs|subscribers)/", pathNot: TESTS },
      to: { path: "^src/modules/[^/]+/service\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "5-no-server-code-in-admin",
      comment: "The dashboard speaks HTTP; of the server it knows types alone.",
      severity: "error",
      from: { path: "^src/admin/" },
      to: {
        path: "^(src|integration-tests|dev|benchmarks)/",
        pathNot: "^src/admin/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "5-no-server-packages-in-admin",
      comment: "The dashboard runs in a browser.",
      severity: "error",
      from: { path: "^src/admin/" },
      to: { path: "node_modules/@medusajs/(framework|medusa|utils)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "5-no-node-in-admin",
      comment: "The dashboard runs in a browser.",
      severity: "error",
      from: { path: "^src/admin/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "6-no-driver-outside-postgres",
      comment: "pg, pg-copy-streams and knex stay in src/postgres and src/seams; others use an Executor or a type.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(postgres|seams)/", TESTS] },
      to: { path: DRIVERS, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "6-no-core-internals-outside-seams",
      comment: "What reaches below Medusa's public API is a seam. (A patch by assignment is caught by ESLint.)",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/seams/", TESTS] },
      to: {
        path: "node_modules/@medusajs/medusa/dist/api/.*/(middlewares|route)\\.js$|node_modules/@medusajs/framework/dist/http/router",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "7-no-source-to-source",
      comment: "A source stands alone; what two share lies in sources/ itself, in http/ and in text/.",
      severity: "error",
      from: { path: "^src/modules/catalog/sources/([^/]+)/", pathNot: TESTS },
      to: {
        path: "^src/modules/catalog/sources/[^/]+/",
        pathNot: "^src/modules/catalog/sources/($1|http|text|__tests__)/",
      },
    },
    {
      name: "8-no-production-to-tests",
      comment: "What ships does not know tests, dev tools and benchmarks.",
      severity: "error",
      from: { path: "^(src/|medusa-config\\.ts|instrumentation\\.ts)", pathNot: TESTS },
      to: { path: ["^(dev|benchmarks)/", TESTS] },
    },
    {
      name: "9-no-cycles",
      comment:
        "Two files that need each other are one file, or hide a third. Types may refer to each other, and so may " +
        "the models of one module: Medusa wants a relation named at both of its ends.",
      severity: "error",
      from: { pathNot: "^src/modules/[^/]+/models/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolvable",
      comment: "An import of nothing would make every rule above pass.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.medusa|\\.data|coverage|static)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
}
