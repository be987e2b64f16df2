import { createRequire } from "node:module"
import { ensureDependencies, ensureNodeVersion, projectRoot } from "./setup/dependencies.mjs"

// Runs on a fresh clone: until the dependencies are there, only Node's own modules may be imported.
ensureNodeVersion()
await ensureDependencies()

const require = createRequire(import.meta.url)
// swc only strips the types; `npm run check` is what verifies them.
require("ts-node").register({ cwd: projectRoot, swc: true })
await require("./start.ts").start(projectRoot)
