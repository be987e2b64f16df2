import { performance } from "node:perf_hooks"
import { setTimeout as pause } from "node:timers/promises"

/** Requests that are under way at once, and the pause of each shopper between two of them. */
const SHOPPERS = 4
const THINK_MS = 50

/** The time within which 95 of 100 requests were answered, in milliseconds, and how many there were. */
export type Answered = { readonly p95Ms: number; readonly requests: number }

/** Lets shoppers list products until they are told to stop; throws when an answer is not a success. */
export const browse = async (url: string, key: string, until: Promise<unknown>): Promise<Answered> => {
  const times: number[] = []
  let isOver = false
  void until.finally(() => (isOver = true))
  const shop = async (shopper: number): Promise<void> => {
    for (let page = shopper; !isOver; page += SHOPPERS) {
      const begunMs = performance.now()
      const path = `/store/products?limit=20&offset=${(page % 50) * 20}&fields=title,handle,thumbnail,*variants`
      const answer = await fetch(url + path, { headers: { "x-publishable-api-key": key } })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`A shopper was answered ${answer.status}`)
      times.push(performance.now() - begunMs)
      await pause(THINK_MS)
    }
  }
  await Promise.all(Array.from({ length: SHOPPERS }, (_, shopper) => shop(shopper)))
  times.sort((a, b) => a - b)
  return { p95Ms: times[Math.floor(times.length * 0.95)] ?? 0, requests: times.length }
}
