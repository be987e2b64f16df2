import { ensureDependencies, ensureNodeVersion } from "./dependencies.mjs"

ensureNodeVersion()
await ensureDependencies()
