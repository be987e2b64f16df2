import { CatalogErrors } from "../errors"
import { checksumIn, withChecksum } from "./checksum"
import { openDownload } from "./http/download"
import type { OpenFile } from "./read-file"
import { openSftp } from "./sftp/open-sftp"
import type { SourceSurroundings } from "./source"
import { parseUrl } from "../../../addresses/parse-url"

/** Where a file is, and what proves that it is the right one. */
export type Location = {
  /** The key of an upload, or an address of `https:` or `sftp:`. */
  readonly location: string
  readonly host_fingerprint?: string | undefined
  readonly checksum?: string | undefined
  /** The size of an upload, if it is known. */
  readonly bytes?: number | null | undefined
}

/** Opens a file wherever it is. What is said of its checksum, in the settings or beside it, is checked at its end. */
export const openLocation = async (
  { location, host_fingerprint, checksum, bytes = null }: Location,
  credentials: Readonly<Record<string, string>>,
  { http, openFile }: SourceSurroundings,
  signal: AbortSignal
): Promise<OpenFile> => {
  const proven = ({ file, bytes }: OpenFile, sum = checksum) => ({ file: sum ? withChecksum(file, sum) : file, bytes })
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return proven({ file: await openFile(location), bytes })
  if (!parseUrl(location)) throw CatalogErrors.sourceRefused("the file's location is no address")
  const url = new URL(location)
  if (url.protocol !== "sftp:") {
    const { authorization } = credentials
    const headers = authorization ? { authorization } : {}
    return proven(await openDownload(http, { url: location, headers, signal }))
  }
  const { password, private_key: privateKey, passphrase } = credentials
  const opened = await openSftp(http, url, { fingerprint: host_fingerprint, password, privateKey, passphrase, signal })
  if (opened.checksum === null) return proven(opened)
  const beside = checksumIn(opened.checksum)
  if (beside) return proven(opened, checksum ?? beside)
  opened.file.destroy()
  throw CatalogErrors.sourceInterrupted("the .sha256 file beside the file holds no SHA-256")
}
