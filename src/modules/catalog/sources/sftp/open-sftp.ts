import { MedusaError } from "@medusajs/framework/utils"
import { posix } from "node:path"
import { PassThrough, pipeline, Transform, type Readable } from "node:stream"
import { CatalogErrors } from "../../errors"
import type { HttpSurroundings } from "../http/surroundings"
import { type RemoteFile, SftpSession } from "./session"

/** What an SFTP address needs beside itself. */
export type SftpOptions = {
  readonly fingerprint: string | undefined
  readonly password: string | undefined
  readonly privateKey: string | undefined
  readonly passphrase: string | undefined
  readonly signal: AbortSignal
}

/** A remote file, its size, and the text of the `.sha256` file beside it, if there is one. */
export type RemoteOpenFile = { readonly file: Readable; readonly bytes: number; readonly checksum: string | null }

/** The largest file, in bytes. */
const LARGEST_FILE = 4 * 1024 * 1024 * 1024
/** A file that grows or changes within this time is still being written. */
const SETTLE_MS = 5_000
const SETTLE_ATTEMPTS = 6
const UNFINISHED = /\.(part|filepart|tmp|temp|crdownload|uploading)$/i
const LONGEST_SIDECAR = 10_000
const STALL_MS = 60_000

/**
 * Opens the file of an address such as `sftp://user@host/out/items-*.csv`: the newest that fits the pattern, once it
 * no longer changes. A file that is other than announced at its end interrupts.
 */
export const openSftp = async (
  surroundings: HttpSurroundings,
  url: URL,
  options: SftpOptions
): Promise<RemoteOpenFile> => {
  const session = await openSession(surroundings, url, options)
  try {
    const remote = await settled(surroundings, options.signal, () => newest(session, decodeURIComponent(url.pathname)))
    if (remote.size > LARGEST_FILE) throw CatalogErrors.sourceRefused("the file is larger than 4 GiB")
    const sidecar = await session.stat(`${remote.path}.sha256`)
    const checksum = sidecar ? await textOf(session.read(sidecar.path)) : null
    return { file: guarded(session, remote), bytes: remote.size, checksum }
  } catch (error) {
    session.close()
    throw error instanceof MedusaError ? error : CatalogErrors.sourceInterrupted(`${url.host} broke off`)
  }
}

const openSession = async (surroundings: HttpSurroundings, url: URL, options: SftpOptions): Promise<SftpSession> => {
  const { fingerprint, password, privateKey, passphrase, signal } = options
  if (!fingerprint) throw CatalogErrors.sourceRefused("an sftp address needs the server's host_fingerprint")
  if (!url.username) throw CatalogErrors.sourceRefused("an sftp address needs its user, as in sftp://user@host/path")
  if (url.password) throw CatalogErrors.sourceRefused("an address holds no password: keep it as a credential")
  const address = await addressOf(surroundings, url)
  const { hostname: host, port } = url
  const username = decodeURIComponent(url.username)
  const access = { address, host, port: Number(port || 22), username, password, privateKey, passphrase, fingerprint }
  return await SftpSession.open(access, signal)
}

/** The address that a host's name leads to, when feeds may reach it. */
const addressOf = async (surroundings: HttpSurroundings, url: URL): Promise<string> => {
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const addresses = await new Promise<string[]>((resolve) => {
    surroundings.resolve(host, (error, found) => {
      resolve(error ? [] : found.map(({ address }) => address))
    })
  })
  // SSH is encrypted as https is, so what is asked is whether the network may be reached.
  for (const address of addresses) surroundings.guard.check(new URL(`https://${url.hostname}`), address)
  const [first] = addresses
  if (first === undefined) throw CatalogErrors.sourceInterrupted(`the name ${host} can't be resolved`)
  return first
}

const newest = async (session: SftpSession, path: string): Promise<RemoteFile | null> => {
  const name = posix.basename(path)
  if (!/[*?]/.test(name)) return await session.stat(path)
  const source = name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
  const pattern = new RegExp(`^${source}$`)
  const files = await session.list(posix.dirname(path))
  const fitting = files.filter(
    (file) => pattern.test(file.name) && !UNFINISHED.test(file.name) && !file.name.endsWith(".sha256")
  )
  // Of two of the same second the later name wins: names hold dates.
  return fitting.sort((a, b) => b.changedAtS - a.changedAtS || (a.name < b.name ? 1 : -1))[0] ?? null
}

const settled = async (
  { sleep }: HttpSurroundings,
  signal: AbortSignal,
  look: () => Promise<RemoteFile | null>
): Promise<RemoteFile> => {
  let last = await look()
  for (let attempt = 0; last && attempt < SETTLE_ATTEMPTS; attempt += 1) {
    await sleep(SETTLE_MS, signal)
    const now = await look()
    if (now && now.path === last.path && now.size === last.size && now.changedAtS === last.changedAtS) return now
    last = now
  }
  throw CatalogErrors.sourceInterrupted(
    last ? "the file is still being written" : "there is no such file on the SFTP server"
  )
}

/**
 * Passes a file on, and interrupts when it stalls, breaks off, or has not the size that it had. Only waiting for the
 * server counts: while the reader is busy elsewhere nothing is asked of it.
 */
const guarded = (session: SftpSession, remote: RemoteFile): Readable => {
  let bytes = 0
  const source = session.read(remote.path)
  const interrupt = (reason: string) => CatalogErrors.sourceInterrupted(`the SFTP file ${reason}`)
  const output = new PassThrough()
  const timer = setTimeout(() => {
    if (output.writableNeedDrain) timer.refresh()
    else source.destroy(interrupt("comes no further"))
  }, STALL_MS)
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      timer.refresh()
      done(null, chunk)
    },
    flush(done) {
      const check = async () => {
        const now = await session.stat(remote.path)
        if (bytes !== remote.size || now?.size !== remote.size) throw interrupt("changed while it was read")
      }
      check().then(() => done(), done)
    },
  })
  pipeline(source, counted, (error) => {
    clearTimeout(timer)
    session.close()
    if (error) output.destroy(error instanceof MedusaError ? error : interrupt("broke off"))
  })
  counted.pipe(output)
  output.on("close", () => source.destroy())
  return output
}

const textOf = async (file: Readable): Promise<string> => {
  let text = ""
  for await (const chunk of file as AsyncIterable<Buffer>) {
    text += chunk.toString()
    if (text.length > LONGEST_SIDECAR) break
  }
  return text
}
