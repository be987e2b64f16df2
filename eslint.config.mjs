import medusa from "@medusajs/eslint-plugin"
import tseslint from "typescript-eslint"

const TESTS = ["**/__tests__/**", "integration-tests/**"]

/** Files whose default export Medusa, Jest or a tool loads by convention; all others export names. */
const LOADED_BY_CONVENTION = [
  "*.config.{ts,mjs}",
  "medusa-config.ts",
  "instrumentation.ts",
  "src/admin/{routes,widgets}/**",
  "src/api/middlewares.ts",
  "src/jobs/*.ts",
  "src/links/**",
  "src/migration-scripts/**",
  "src/modules/*/index.ts",
  "src/modules/*/loaders/**",
  "src/scripts/**",
  "src/subscribers/*.ts",
  "integration-tests/harness/*",
  "dev/demo/create-admin-user.ts",
]

const DEFAULT_EXPORT = {
  selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
  message: "Export a name: only what Medusa loads by convention has a default export.",
}
const CORE_PATCH = {
  selector:
    ":matches(AssignmentExpression[left.object.property.name='prototype'], " +
    "CallExpression[callee.object.name='Object'][callee.property.name=/^(defineProperty|assign)$/][arguments.0.property.name='prototype'])",
  message: "A patch of somebody else's class belongs in src/seams, guarded and pinned by a test.",
}
const WRITE_THROUGH_SERVICE = {
  selector:
    "CallExpression[callee.type='MemberExpression'][callee.property.name=/^(create|update|upsert|delete|softDelete|restore)[A-Z]/]",
  message: "Routes, jobs and subscribers write through a workflow, so that a failure is compensated.",
}
const ENVIRONMENT = {
  selector: ":matches(ImportDeclaration[source.value='node:process'], ImportDeclaration[source.value='process'])",
  message: "Only src/config reads the environment; every other file receives values.",
}

/** Medusa's presets without their list of ignored folders (it hides all tests) and their parser (ours knows all projects). */
const medusaRules = medusa.configs.strict
  .filter((block) => block.rules && Object.keys(block.rules).length > 0)
  .map((block) => ({ ...block, ignores: [...(block.ignores ?? []), ...TESTS, "dev/**", "benchmarks/**"] }))

export default tseslint.config(
  { ignores: ["node_modules/**", ".medusa/**", ".data/**", "coverage/**", "static/**"] },
  { linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true } },
  { plugins: { "@medusajs": medusa } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.check.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // A service method and a route handler answer a promise by contract, also when nothing is awaited.
      "@typescript-eslint/require-await": "off",
      // Medusa's builders and decorators are typed loosely in places; the parse at the edge is what counts.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  ...medusaRules,
  // It does not know `linkable["salesChannel"]`, which the compiler demands of an index signature, nor a field of one.
  { files: ["src/links/**"], rules: { "@medusajs/link-uses-linkable-properties": "off" } },
  {
    files: ["**/*.{ts,tsx,mjs}"],
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["error", { max: 200 }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": ["error", DEFAULT_EXPORT],
    },
  },
  {
    // A suite reads as one story and a `describe` is one function: what grows too long there is split by actor.
    files: TESTS,
    rules: {
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": "off",
      // Jest types `expect.any()` and its kin as any, and they are made to be put into values.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  {
    // A migration is one list of statements, read from top to bottom.
    files: ["src/**/migrations/**"],
    rules: { "max-lines": ["error", { max: 400 }], "max-lines-per-function": "off" },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: TESTS,
    rules: {
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: ENVIRONMENT.message },
        { object: "URL", property: "canParse", message: "Node 20 gets it wrong beyond ASCII: take parseUrl" },
      ],
      "no-restricted-syntax": ["error", DEFAULT_EXPORT, CORE_PATCH, ENVIRONMENT],
    },
  },
  {
    files: ["src/{api,jobs,subscribers}/**/*.ts"],
    ignores: TESTS,
    rules: {
      "no-restricted-syntax": ["error", DEFAULT_EXPORT, CORE_PATCH, ENVIRONMENT, WRITE_THROUGH_SERVICE],
    },
  },
  { files: ["src/seams/**"], rules: { "no-restricted-syntax": ["error", DEFAULT_EXPORT, ENVIRONMENT] } },
  { files: ["src/config/**"], rules: { "no-restricted-properties": "off" } },
  { files: ["src/scripts/**"], rules: { "no-console": "off" } },
  {
    files: ["src/{jobs,subscribers}/*.ts"],
    rules: { "no-restricted-syntax": ["error", CORE_PATCH, ENVIRONMENT, WRITE_THROUGH_SERVICE] },
  },
  { files: ["src/api/middlewares.ts"], rules: { "no-restricted-syntax": ["error", CORE_PATCH, ENVIRONMENT] } },
  {
    files: LOADED_BY_CONVENTION,
    ignores: ["src/{jobs,subscribers,api}/**"],
    rules: { "no-restricted-syntax": ["error", CORE_PATCH, ENVIRONMENT] },
  }
)
