import { ensureDependencies, ensureNodeVersion } from "./dependencies.mjs"

ensureNodeVersion()
ensureDependencies()
