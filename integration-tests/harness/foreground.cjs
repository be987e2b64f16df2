/**
 * Runs a program that is not Node's, as a child in this process's group: `node foreground.cjs PROGRAM ARGS`. Launched
 * with the lifeline, it takes the program along when the test run is gone.
 */
const { spawn } = require("node:child_process")

const [program = "", ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] })
child.on("error", (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on("exit", (code, signal) => process.exit(signal === "SIGTERM" ? 0 : (code ?? 1)))

// The group's signal reaches the program by itself; this process ends when the program has.
process.on("SIGTERM", () => {})
