import { BlockList, isIP } from 'node:net'

// Loopback, the private networks of RFC 1918, and IPv6's unique local addresses. Link-local addresses are left out:
// the metadata services of clouds answer there.
const allowed = new BlockList()
allowed.addSubnet('127.0.0.0', 8)
allowed.addSubnet('10.0.0.0', 8)
allowed.addSubnet('172.16.0.0', 12)
allowed.addSubnet('192.168.0.0', 16)
allowed.addAddress('::1', 'ipv6')
allowed.addSubnet('fc00::', 7, 'ipv6')

/** True for addresses (not names) of this machine and of private networks. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  return allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
