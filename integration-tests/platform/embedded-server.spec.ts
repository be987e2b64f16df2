import { spawn } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { networkInterfaces } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/postgres/embedded-server"
import { freePort } from "../harness/store-process"

const PASSWORD = "se'cret/of a test"

let folder: string
let dataDir: string
let port: number
let server: EmbeddedPostgres | undefined

beforeAll(async () => {
  folder = mkdtempSync("/var/tmp/galleria-embedded-")
  chmodSync(folder, 0o711)
  dataDir = join(folder, "data")
  port = await freePort()
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (more: { port?: number; password?: string } = {}): Promise<EmbeddedPostgres> => {
  server = await startEmbeddedPostgres({
    dataDir,
    port,
    password: PASSWORD,
    settings: { fsync: "off" },
    portSetting: "TEST_PORT",
    ...more,
  })
  return server
}

const recordedPid = (): number => Number(readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")[0])

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const read = async (url: string, statement: string): Promise<object[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<object>(statement)).rows
  } finally {
    await client.end()
  }
}

it("makes its data folder, and takes the password by scram only", async () => {
  const { superuserUrl } = await start()
  expect(await read(superuserUrl, "select current_setting('server_version_num')::int / 10000 as major")).toEqual([
    { major: 15 },
  ])
  expect(
    await read(superuserUrl, "select rolpassword ~ '^SCRAM-SHA-256' as scram from pg_authid where rolcanlogin")
  ).toEqual([{ scram: true }])
  await expect(read(`postgres://postgres:wrong@127.0.0.1:${port}/postgres`, "select 1")).rejects.toThrow("password")
})

it("listens on loopback only", async () => {
  const { superuserUrl } = await start()
  expect(await read(superuserUrl, "select current_setting('listen_addresses') as addresses")).toEqual([
    { addresses: "127.0.0.1" },
  ])
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === "IPv4" && !address.internal)
  if (outside) await expect(read(superuserUrl.replace("127.0.0.1", outside.address), "select 1")).rejects.toThrow()
})

it("has a session of its own, so that Ctrl-C in a terminal does not reach it", async () => {
  await start()
  const fields = readFileSync(`/proc/${recordedPid()}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  expect(Number(fields[2])).not.toBe(Number(readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ")[2]))
})

it("takes over a server that outlived its store", async () => {
  await start()
  const pid = recordedPid()
  await start()
  expect(recordedPid()).toBe(pid)
})

it("keeps its data over a SIGKILL that left the lock file behind", async () => {
  const { superuserUrl } = await start()
  await read(superuserUrl, "create table kept as select 1 as one")
  process.kill(recordedPid(), "SIGKILL")
  const again = await start()
  expect(await read(again.superuserUrl, "select * from kept")).toEqual([{ one: 1 }])
})

it("leaves a stranger alone that was given the killed server's number", async () => {
  await (await start()).stop()
  const stranger = spawn("sleep", ["60"])
  try {
    writeFileSync(join(dataDir, "postmaster.pid"), [stranger.pid, dataDir, 1, port, "", "127.0.0.1", ""].join("\n"))
    await (await start()).stop()
    expect(isRunning(stranger.pid ?? 0)).toBe(true)
  } finally {
    stranger.kill()
  }
})

it("moves to another port when it is asked to", async () => {
  await start()
  const before = port
  port = await freePort()
  const { superuserUrl } = await start()
  expect(await read(superuserUrl, "select 1 as one")).toEqual([{ one: 1 }])
  await expect(read(superuserUrl.replace(String(port), String(before)), "select 1")).rejects.toThrow()
})

it("names a taken port and the setting that changes it", async () => {
  const squatter = createServer()
  const taken = await freePort()
  await new Promise<void>((listening) => squatter.listen(taken, "127.0.0.1", listening))
  try {
    await expect(start({ port: taken })).rejects.toThrow(new RegExp(`Port ${taken} .* set TEST_PORT`))
  } finally {
    squatter.close()
  }
})

it("says so when its folder was made with another password", async () => {
  await expect(start({ password: "another" })).rejects.toMatchObject({ code: "embedded_other_password" })
})

it("stops once, and again without complaint", async () => {
  const running = await start()
  await running.stop()
  await running.stop()
  await expect(read(running.superuserUrl, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" })
})
