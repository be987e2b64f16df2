import { readFileSync, writeFileSync } from "node:fs"
import { environmentTemplate, withEnvironmentTable } from "../config/documentation"

writeFileSync(".env.template", environmentTemplate())
writeFileSync("README.md", withEnvironmentTable(readFileSync("README.md", "utf8")))
