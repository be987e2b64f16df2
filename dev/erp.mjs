import { createRequire } from "node:module"
import { ensureDependencies, ensureNodeVersion, projectRoot } from "./setup/dependencies.mjs"

ensureNodeVersion()
await ensureDependencies()

const require = createRequire(import.meta.url)
// swc only strips the types; `npm run check` is what verifies them.
require("ts-node").register({ cwd: projectRoot, swc: true })
await require("./erp.ts").erp(process.argv.slice(2))
