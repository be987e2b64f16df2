import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathOf } from "./programs"

const openssl = (folder: string, words: readonly string[]): void => {
  execFileSync(pathOf("openssl"), words, { cwd: folder, stdio: "pipe" })
}

/** Makes an authority of two days in the folder, as `name.key` and `name.crt`, and answers its certificate as PEM text. */
export const makeAuthority = (folder: string, name: string): string => {
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`]
  openssl(folder, ["req", "-x509", ...key, "-out", `${name}.crt`, "-days", "2", "-subj", `/CN=${name}`])
  return readFileSync(join(folder, `${name}.crt`), "utf8")
}

/** Makes `server.key` and `server.crt` for `localhost`, which the authority has signed. */
export const makeServerCertificate = (folder: string, authority: string): void => {
  const request = ["-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr"]
  openssl(folder, ["req", ...request, "-subj", "/CN=localhost"])
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost\n")
  const signed = ["-CA", `${authority}.crt`, "-CAkey", `${authority}.key`, "-CAcreateserial", "-extfile", "names"]
  openssl(folder, ["x509", "-req", "-in", "server.csr", ...signed, "-out", "server.crt", "-days", "2"])
}
