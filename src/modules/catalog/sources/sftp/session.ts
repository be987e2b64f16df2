import { createHash } from "node:crypto"
import type { Readable } from "node:stream"
import { Client, type ConnectConfig, type FileEntry, type SFTPWrapper } from "ssh2"
import { CatalogErrors } from "../../errors"

/** Where a server is, and what proves both sides to each other. */
export type SftpAccess = {
  /** The address that was checked, not the name, which could lead elsewhere by now. */
  readonly address: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password?: string | undefined
  readonly privateKey?: string | undefined
  readonly passphrase?: string | undefined
  /** `SHA256:…` of the server's key, as ssh-keygen shows it. */
  readonly fingerprint: string
}

/** What is known of a remote file. */
export type RemoteFile = { readonly path: string; readonly size: number; readonly changedAtS: number }

const READY_TIMEOUT_MS = 20_000
const ANSWER_TIMEOUT_MS = 30_000
const KEEPALIVE_MS = 10_000
const NO_SUCH_FILE = 2

/** A connection to an SFTP server. Each request ends after half a minute without an answer. */
export class SftpSession {
  private constructor(
    private readonly client: Client,
    private readonly sftp: SFTPWrapper
  ) {}

  static async open(access: SftpAccess, signal: AbortSignal): Promise<SftpSession> {
    const client = new Client()
    const stop = () => client.destroy()
    signal.addEventListener("abort", stop, { once: true })
    client.on("close", () => signal.removeEventListener("abort", stop))
    await connected(client, access)
    const sftp = await answered<SFTPWrapper>((done) => client.sftp(done))
    return new SftpSession(client, sftp)
  }

  async list(folder: string): Promise<(RemoteFile & { name: string })[]> {
    const entries = await answered<FileEntry[]>((done) => this.sftp.readdir(folder, done))
    return entries
      .filter(({ attrs }) => (attrs.mode & 0o170000) === 0o100000)
      .map(({ filename, attrs }) => ({
        name: filename,
        path: `${folder.replace(/\/$/, "")}/${filename}`,
        size: attrs.size,
        changedAtS: attrs.mtime,
      }))
  }

  /** What a file is now, or null when there is none. */
  async stat(path: string): Promise<RemoteFile | null> {
    try {
      const { size, mtime } = await answered<{ size: number; mtime: number }>((done) => this.sftp.stat(path, done))
      return { path, size, changedAtS: mtime }
    } catch (error) {
      if ((error as { code?: unknown }).code === NO_SUCH_FILE) return null
      throw error
    }
  }

  read(path: string): Readable {
    return this.sftp.createReadStream(path)
  }

  close(): void {
    this.client.end()
    this.client.destroy()
  }
}

const connected = (client: Client, access: SftpAccess): Promise<void> =>
  new Promise((resolve, reject) => {
    let isOther = false
    const { fingerprint } = access
    const config: ConnectConfig = {
      host: access.address,
      port: access.port,
      username: access.username,
      ...(access.password === undefined ? {} : { password: access.password }),
      ...(access.privateKey === undefined ? {} : { privateKey: access.privateKey }),
      ...(access.passphrase === undefined ? {} : { passphrase: access.passphrase }),
      readyTimeout: READY_TIMEOUT_MS,
      keepaliveInterval: KEEPALIVE_MS,
      hostVerifier: (key: Buffer) => {
        isOther = fingerprintOf(key) !== fingerprint.replace(/=+$/, "")
        return !isOther
      },
    }
    client.once("ready", resolve)
    client.on("error", (error: Error & { level?: string }) => {
      if (isOther) reject(CatalogErrors.sourceRefused(`${access.host} shows another key than its fingerprint says`))
      else if (error.level === "client-authentication")
        reject(CatalogErrors.sourceRefused(`${access.host} does not let "${access.username}" in`))
      else reject(CatalogErrors.sourceInterrupted(`the connection to ${access.host} failed`))
    })
    try {
      client.connect(config)
    } catch {
      reject(
        CatalogErrors.sourceRefused("the private key can't be read: is it one of OpenSSH, and the passphrase right?")
      )
    }
  })

/** The fingerprint of a public key as OpenSSH shows it. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`

const answered = <Answer>(
  ask: (done: (error: Error | undefined, answer: Answer) => void) => unknown
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(CatalogErrors.sourceInterrupted("the SFTP server does not answer"))
    }, ANSWER_TIMEOUT_MS)
    ask((error, answer) => {
      clearTimeout(timer)
      if (error) reject(error)
      else resolve(answer)
    })
  })
