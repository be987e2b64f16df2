import { AddressGuard } from "../addresses"
import { refused } from "./stand"

const publicOnly = new AddressGuard([])
const literal =
  (address: string, guard = publicOnly) =>
  () =>
    guard.checkLiteral(new URL(address))
const resolved = (address: string, guard = publicOnly, host = "https://erp.example.com/") => {
  return () => guard.check(new URL(host), address)
}

describe("an address that is not the public internet", () => {
  it.each([
    ["loopback", "127.0.0.1"],
    ["all of 127/8", "127.8.7.6"],
    ["this host", "0.0.0.0"],
    ["a private network", "10.1.2.3"],
    ["a private network", "172.31.255.255"],
    ["a private network", "192.168.0.1"],
    ["a carrier's network", "100.100.100.200"],
    ["a cloud's metadata", "169.254.169.254"],
    ["a cloud's metadata", "192.0.0.192"],
    ["a cloud's metadata", "168.63.129.16"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["IPv6 loopback", "::1"],
    ["no address", "::"],
    ["a unique local address", "fd12:3456::1"],
    ["a cloud's metadata", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["site-local", "fec0::1"],
    ["IPv4 inside IPv6", "::ffff:127.0.0.1"],
    ["IPv4 inside IPv6", "::ffff:a9fe:a9fe"],
    ["IPv4 inside IPv6", "::127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["6to4", "2002:7f00:1::"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ])("is refused: %s (%s)", (_, address) => {
    expect(resolved(address)).toThrow(refused)
    expect(literal(address.includes(":") ? `https://[${address}]/` : `https://${address}/`)).toThrow(refused)
  })

  it.each(["https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://①②⑦.0.0.1/"])(
    "is refused in the form %s",
    (address) => expect(literal(address)).toThrow(refused)
  )

  it.each(["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "172.32.0.1", "100.128.0.1"])("is not %s", (address) =>
    expect(resolved(address)).not.toThrow()
  )
})

describe("what the list allows", () => {
  const guard = new AddressGuard(["erp.internal", "10.20.0.0/16", "fd12::/16", "192.168.1.1"])

  it.each(["10.20.255.255", "fd12::9", "192.168.1.1", "::ffff:10.20.0.1"])("is an address: %s", (address) =>
    expect(resolved(address, guard)).not.toThrow()
  )

  it.each(["10.21.0.1", "192.168.1.2", "fd13::1", "127.0.0.1"])("is not its neighbour: %s", (address) =>
    expect(resolved(address, guard)).toThrow(refused)
  )

  it("is a host by its name, in any case and with the root's dot", () => {
    for (const host of ["https://erp.internal/", "https://ERP.internal/", "https://erp.internal./"])
      expect(resolved("127.0.0.1", guard, host)).not.toThrow()
    expect(resolved("127.0.0.1", guard, "https://evil.erp.internal/")).toThrow(refused)
  })

  it("is never a metadata service by a name alone", () => {
    for (const address of ["169.254.169.254", "fd00:ec2::254", "fe80::1", "::ffff:169.254.169.254"])
      expect(resolved(address, guard, "https://erp.internal/")).toThrow(refused)
    expect(resolved("169.254.1.1", new AddressGuard(["169.254.1.0/24"]))).not.toThrow()
  })

  it("may be reached over plain http; nothing else may", () => {
    expect(resolved("10.20.0.1", guard, "http://any.example.com/")).not.toThrow()
    expect(resolved("8.8.8.8", guard, "http://erp.internal/")).not.toThrow()
    expect(resolved("8.8.8.8", guard, "http://erp.example.com/")).toThrow(refused)
  })

  it.each(["file:///etc/passwd", "ftp://8.8.8.8/", "data:,x"])("is no other protocol: %s", (address) =>
    expect(literal(address, guard)).toThrow(refused)
  )
})
