import { CredentialVault } from "../credentials/vault"
import { openSource } from "../open-source"
import { useStand } from "../sources/__tests__/reading"
import { json, restless } from "../sources/http/__tests__/stand"
import type { RunRecord } from "../types"

const { stand } = useStand()

/** How many rows a run expects of a JSON API that has one record and announces as many as are given. */
const expectedOf = async (total: number): Promise<number | null> => {
  stand.answers(json({ items: [{ code: "A", title: "Cup" }], total }))
  const settings = { base_url: stand.origin, path: "items", list: "items", fields: { sku: "code", name: "title" } }
  const source = { type: "feed" as const, kind: "rest", settings: { ...settings, total: "total" }, cursor: null }
  const run: Pick<RunRecord, "mode" | "source"> = { mode: "full", source }
  const reading = {
    openFile: () => Promise.reject(new Error("An ERP has no files")),
    imageBaseUrl: null,
    signal: new AbortController().signal,
  }
  const opener = { vault: new CredentialVault({}), http: restless().surroundings }
  const { rows, expectedRows } = await openSource(run as RunRecord, null, reading, opener)
  expect(expectedRows()).toBeNull()
  await rows.next()
  return expectedRows()
}

describe("the rows that a run expects", () => {
  it.each([
    ["what the source announces", 120, 120],
    ["never more than the run's table can hold", 1e15, 2 ** 31 - 1],
  ])("are %s: %d", async (_, announced, expected) => {
    expect(await expectedOf(announced)).toBe(expected)
  })
})
