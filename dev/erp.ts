import { HELP, readOrder, type Order } from "./erp/cli"
import { startStandIn, type StandIn } from "./erp/stand-in"
import { startTrap } from "./erp/trap"
import { explain } from "./lifecycle/errors"
import { stopOnSignals } from "./lifecycle/interruption"
import { createNarrator } from "./lifecycle/narrator"
import { createShutdown, type Shutdown } from "./lifecycle/shutdown"

/** Lets something happen in the shop behind the ERP. */
const keepChanging = ({ dataset }: StandIn, everySeconds: number, shutdown: Shutdown): void => {
  if (everySeconds === 0) return
  const timer = setInterval(() => {
    const { items } = dataset
    const item = items[Math.floor(Math.random() * items.length)]
    if (item) dataset.change(item.sku, { stock: item.stock + 1 })
  }, everySeconds * 1000)
  shutdown.add(async () => clearInterval(timer))
}

const serve = async (order: Order, shutdown: Shutdown, say: (text: string) => void): Promise<void> => {
  const { kind, port, items, seed, pageRows, faults, changesEverySeconds } = order
  const trap = await startTrap()
  shutdown.add(trap.stop)
  const options = { port, items, seed, faults, elsewhere: trap.url, ...(pageRows !== null && { pageRows }) }
  const standIn = await startStandIn(kind, options)
  shutdown.add(standIn.stop)
  keepChanging(standIn, changesEverySeconds, shutdown)
  say(`A stand-in for ${kind} with ${standIn.dataset.items.length} items.`)
  say(`  base_url     ${standIn.baseUrl}`)
  for (const [name, value] of Object.entries({ ...standIn.settings, ...standIn.credentials }))
    say(`  ${name.padEnd(12)} ${value}`)
  for (const { name, at = 1 } of faults) say(`  fault        ${name} from request ${at}`)
  say("Ctrl-C ends it.")
}

/** `npm run erp`: starts one stand-in and leaves it running. */
export const erp = async (words: readonly string[]): Promise<void> => {
  const { say } = createNarrator()
  const shutdown = createShutdown((problem) => console.error(explain(problem)))
  try {
    const order = readOrder(words)
    if (!order) {
      console.log(HELP)
      return
    }
    stopOnSignals({ stop: shutdown.run, say })
    await serve(order, shutdown, say)
  } catch (error) {
    console.error(`\n${explain(error)}`)
    process.exitCode = 1
    await shutdown.run()
  }
}
