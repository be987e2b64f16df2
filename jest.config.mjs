import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const root = import.meta.dirname

const specs = ["src", "integration-tests"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(root, folder, path))
  )
  .filter((path) => path.endsWith(".spec.ts"))

/** What imports the harness needs the running store; every other suite starts at once without it. */
const needsStore = (/** @type {string} */ path) =>
  /from "[^"]*(\/harness"|\/harness\/|\.\/index")/.test(readFileSync(path, "utf8"))

/** Longer suites run in `npm run test:full` alone. */
const full = process.env["GALLERIA_TEST_FULL"] === "true"

/** @type {import("jest").Config} */
const shared = {
  rootDir: root,
  testEnvironment: "node",
  transform: {
    "^.+\\.tsx?$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript", tsx: true, decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: "automatic" } },
          target: "es2022",
        },
        // `import()` stays as it is: some packages are ES modules only.
        module: { type: "commonjs", ignoreDynamic: true },
        sourceMaps: "inline",
      },
    ],
  },
  testPathIgnorePatterns: ["/node_modules/", "/\\.medusa/", ...(full ? [] : ["\\.full\\.spec\\.ts$"])],
  modulePathIgnorePatterns: ["<rootDir>/.medusa/", "<rootDir>/.data/"],
}

/** @type {import("jest").Config} */
export default {
  rootDir: root,
  reporters: ["default", "<rootDir>/integration-tests/harness/count-reporter.mjs"],
  // A suite may start stores of its own, which takes 5 s on an idle machine and much longer on a busy one.
  testTimeout: 180_000,
  projects: [
    // The last entry matches nothing: to Jest an empty list would mean all files.
    { ...shared, displayName: "unit", testMatch: [...specs.filter((path) => !needsStore(path)), "<rootDir>/-"] },
    {
      ...shared,
      displayName: "store",
      testMatch: [...specs.filter(needsStore), "<rootDir>/-"],
      globalSetup: "<rootDir>/integration-tests/harness/global-setup.ts",
      globalTeardown: "<rootDir>/integration-tests/harness/global-teardown.ts",
    },
  ],
}
