import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { copySources, sharedDatabase, unique } from "../../harness"
import { currentRun } from "../../harness/run-state"
import { connectStore } from "../../harness/store"
import { startStoreProcess, type StoreProcess } from "../../harness/store-process"

// A process starts in 4 s on a free machine, and may have to share it.
jest.setTimeout(240_000)

const LARGEST_FILE = 4_000_000
const LINE = "MUG-1,A mug,12.50\n"
const HEADER = "sku,name,price:usd\n"

let folder: string
let started: StoreProcess
let own: ReturnType<typeof connectStore>
let catalogId: string

/** Beyond a limit on its files a process is sent a signal, which a full disk doesn't send; Medusa's packages let it kill. */
const IGNORE_SIGNAL = 'process.on("SIGXFSZ", () => undefined)'

beforeAll(async () => {
  folder = copySources()
  const preload = join(folder, "ignore-signal.cjs")
  writeFileSync(preload, IGNORE_SIGNAL)
  started = await startStoreProcess({
    folder: currentRun().folder,
    label: "own-uploads",
    databaseUrl: sharedDatabase.runtimeUrl,
    cwd: folder,
    env: { NODE_OPTIONS: `--require ${preload}` },
  })
  const { ownerUrl, runtimeUrl } = sharedDatabase
  own = connectStore({ url: started.url, logFile: started.logFile, ownerUrl, runtimeUrl, admin: currentRun().admin })
  const catalog = { name: unique("catalog"), type: "manual" }
  catalogId = (await own.admin.post<{ catalog: { id: string } }>("/admin/catalogs", catalog)).body.catalog.id
})
afterAll(async () => {
  await own.close()
  await started.child.stop()
})

const uploads = (): string[] => {
  const kept = join(folder, "static")
  return existsSync(kept) ? readdirSync(kept).filter((name) => name.includes("import-")) : []
}

const runs = async (): Promise<number> => {
  const { rows } = await own.owner.query<{ count: number }>(
    "select count(*)::int as count from feed_run where catalog_id = $1",
    [catalogId]
  )
  return rows[0]?.count ?? 0
}

const upload = (text: string) => {
  const form = new FormData()
  form.set("file", new Blob([text], { type: "text/csv" }), "items.csv")
  return own.admin.post<{ code?: string; message?: string }>(`/admin/catalogs/${catalogId}/imports`, form)
}

const until = async (condition: () => boolean): Promise<void> => {
  const deadline = Date.now() + 30_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`What was waited for did not happen: ${condition.toString()}`)
    await pause(20)
  }
}

const tokenOf = async (): Promise<string> => {
  const response = await own.request("/auth/user/emailpass", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(own.login),
  })
  return ((await response.json()) as { token: string }).token
}

it("leaves no run and no file of an upload whose connection is cut in the middle", async () => {
  const cut = request(`${own.url}/admin/catalogs/${catalogId}/imports`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await tokenOf()}`,
      "content-type": "multipart/form-data; boundary=cut",
      "content-length": 10_000_000,
    },
  })
  cut.on("error", () => undefined)
  cut.write('--cut\r\ncontent-disposition: form-data; name="file"; filename="items.csv"\r\n\r\n' + HEADER)
  cut.write(LINE.repeat(20_000))
  await until(() => uploads().length === 1)
  cut.destroy()
  await until(() => uploads().length === 0)
  expect(await runs()).toBe(0)
})

it("says that a full disk keeps it from storing an upload, leaves nothing behind and works on", async () => {
  // A limit on the size of files stands for the disk's: the write fails in the same place, for an ordinary user too.
  execFileSync("prlimit", ["--pid", String(started.child.pid), `--fsize=${LARGEST_FILE}:`])
  const refused = await upload(HEADER + LINE.repeat((2 * LARGEST_FILE) / LINE.length))
  expect(refused).toMatchObject({ status: 500, body: { code: "upload_not_stored", type: "unexpected_state" } })
  expect(refused.body.message).toMatch(/could not be stored \(EFBIG/)
  expect(refused.body.message).not.toContain(folder)
  expect(await runs()).toBe(0)
  expect(uploads()).toEqual([])

  expect((await upload(HEADER + LINE)).status).toBe(202)
  expect(await runs()).toBe(1)
})
