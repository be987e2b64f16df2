import { BlockList, isIP } from "node:net"
import { CatalogErrors } from "../../errors"

/** Networks that are not the public internet: a feed's address in one of them would let an operator look around inside. */
const INTERNAL_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]
/** Among them those that carry an IPv4 address inside: NAT64, 6to4, Teredo. `BlockList` itself sees through `::ffff:0:0/96`. */
const INTERNAL_V6 = [
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/32",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fec0::/10",
  "ff00::/8",
]
/** Link-local and the clouds' metadata services: a host's name on the list is not enough to reach these. */
const METADATA = ["169.254.0.0/16", "168.63.129.16/32", "fe80::/10", "fd00:ec2::/32"]

const blockListOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = "", bits = isIP(address) === 6 ? "128" : "32"] = network.split("/")
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4")
  }
  return list
}

const internal = blockListOf([...INTERNAL_V4, ...INTERNAL_V6, ...METADATA])
const metadata = blockListOf(METADATA)

const contains = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")

/** Whether the text is an address or a network such as `10.1.0.0/16`. */
const isNetwork = (text: string): boolean => {
  const [address = "", bits, ...rest] = text.split("/")
  const family = isIP(address)
  const most = family === 6 ? 128 : 32
  return family > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** Which addresses outgoing requests may reach: the public internet over TLS, and what the list names. */
export class AddressGuard {
  private readonly hosts: ReadonlySet<string>
  private readonly networks: BlockList

  /** Takes host names, addresses and networks (`erp.internal`, `10.1.2.3`, `10.1.0.0/16`). */
  constructor(allowed: readonly string[]) {
    this.hosts = new Set(allowed.filter((entry) => !isNetwork(entry)).map((host) => host.toLowerCase()))
    this.networks = blockListOf(allowed.filter(isNetwork))
  }

  /** Throws `source_refused` when the address behind a URL's host may not be reached, or only over TLS. */
  check(url: URL, address: string): void {
    const host = url.hostname.toLowerCase().replace(/\.$/, "")
    const named = this.hosts.has(host) && !contains(metadata, address)
    if (named || contains(this.networks, address)) return
    if (contains(internal, address)) throw CatalogErrors.privateAddress(host)
    if (url.protocol !== "https:") throw CatalogErrors.plainHttp(host)
  }

  /** The same for a URL whose host is an address itself; a name is checked when it has been resolved. */
  checkLiteral(url: URL): void {
    if (url.protocol !== "https:" && url.protocol !== "http:") throw CatalogErrors.plainHttp(url.hostname)
    const address = url.hostname.replace(/^\[|\]$/g, "")
    if (isIP(address)) this.check(url, address)
  }
}
