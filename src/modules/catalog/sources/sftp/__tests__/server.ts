import { generateKeyPairSync } from "node:crypto"
import type { AddressInfo } from "node:net"
import { Server, utils, type SFTPWrapper } from "ssh2"
import { fingerprintOf } from "../session"

/** A file that the server serves. `sizes` are told one after the other, the last one from then on. */
export type ServedFile = { content: Buffer; changedAtS: number; sizes?: number[] }

const { OK, EOF, NO_SUCH_FILE } = utils.sftp.STATUS_CODE
const REGULAR = 0o100644

/** A real SSH server with files in memory, whose user is "feed" with the password "secret" or the given key. */
export class SftpServer {
  readonly files = new Map<string, ServedFile>()
  /** Breaks the connection once so many bytes were read. */
  breakAfter = Infinity
  /** Answers no more reading once so many bytes were read. */
  silentAfter = Infinity
  private readonly hostKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
    type: "pkcs1",
    format: "pem",
  })
  private readonly server = new Server({ hostKeys: [this.hostKey] }, (client) => {
    client.on("error", () => undefined)
    client.on("authentication", (context) => {
      const isRight = context.method === "password" && context.username === "feed" && context.password === "secret"
      if (isRight) context.accept()
      else context.reject(["password"])
    })
    client.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => {
        this.serve(acceptSftp(), () => client.end())
      })
    })
  })

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get fingerprint(): string {
    const key = utils.parseKey(this.hostKey)
    if (key instanceof Error) throw key
    return fingerprintOf(key.getPublicSSH())
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve))
  }

  stop(): void {
    this.server.close()
  }

  private attributesOf(path: string) {
    const file = this.files.get(path)
    if (!file) return null
    const size = (file.sizes && (file.sizes.length > 1 ? file.sizes.shift() : file.sizes[0])) ?? file.content.length
    return { mode: REGULAR, uid: 0, gid: 0, size, atime: file.changedAtS, mtime: file.changedAtS }
  }

  private serve(sftp: SFTPWrapper, breakOff: () => void): void {
    const handles = new Map<number, string>()
    let sent = 0
    const opened = (path: string): Buffer => {
      handles.set(handles.size, path)
      const handle = Buffer.alloc(4)
      handle.writeUInt32BE(handles.size - 1)
      return handle
    }
    const answer = (id: number, path: string) => {
      const attributes = this.attributesOf(path)
      if (attributes) sftp.attrs(id, attributes)
      else sftp.status(id, NO_SUCH_FILE)
    }
    sftp.on("STAT", answer)
    sftp.on("LSTAT", answer)
    sftp.on("FSTAT", (id, handle) => answer(id, handles.get(handle.readUInt32BE()) ?? ""))
    sftp.on("OPEN", (id, path) =>
      this.files.has(path) ? sftp.handle(id, opened(path)) : sftp.status(id, NO_SUCH_FILE)
    )
    sftp.on("OPENDIR", (id, path) => sftp.handle(id, opened(path)))
    sftp.on("READDIR", (id, handle) => {
      const number = handle.readUInt32BE()
      const folder = handles.get(number)
      handles.set(number, "")
      if (!folder) return sftp.status(id, EOF)
      const names = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`))
      sftp.name(
        id,
        names.flatMap((path) => {
          const attrs = this.attributesOf(path)
          return attrs ? [{ filename: path.slice(folder.length + 1), longname: path, attrs }] : []
        })
      )
    })
    sftp.on("READ", (id, handle, offset, length) => {
      const content = this.files.get(handles.get(handle.readUInt32BE()) ?? "")?.content ?? Buffer.alloc(0)
      const piece = content.subarray(offset, offset + length)
      sent += piece.length
      if (sent > this.breakAfter) return breakOff()
      if (sent > this.silentAfter) return
      if (piece.length) sftp.data(id, piece)
      else sftp.status(id, EOF)
    })
    sftp.on("CLOSE", (id) => sftp.status(id, OK))
  }
}
