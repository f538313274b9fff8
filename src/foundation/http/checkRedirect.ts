import { lookup as lookUpName } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

import { WeighthouseError } from '../errors.ts'
import { redactUrl } from './redactUrl.ts'

/** Loopback, link-local, private and other networks that nobody on the internet has a reason to send us to (RFC 6890). */
const inner = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inner.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b:1::', 48],
] as const) {
  inner.addSubnet(network, bits, 'ipv6')
}

/** Addresses of a host name. */
export type LookUp = (name: string) => Promise<readonly string[]>

async function lookUp(name: string): Promise<string[]> {
  return (await lookUpName(name, { all: true })).map(({ address }) => address)
}

/**
 * Refuses a redirect from the internet into this machine or its network: a source, or whoever speaks in its place, has no
 * business with what answers there. An endpoint that is itself inside may redirect to where it wants.
 * @throws WeighthouseError SOURCE_ERROR
 */
export async function checkRedirect(first: URL, next: URL, addressesOf: LookUp = lookUp): Promise<void> {
  if (next.hostname === first.hostname || (await isInner(first, addressesOf)) || !(await isInner(next, addressesOf)))
    return
  const address = redactUrl(first)
  throw new WeighthouseError('SOURCE_ERROR', `${address} is redirected to ${next.host}, which is a private address.`, {
    hint: 'Check the endpoint in `weighthouse config`, and whether a proxy or a login page stands in the way.',
    details: { url: address, host: next.host },
  })
}

/** Whether any address of a host is an inner one; a name that has none is refused by the connection itself. */
async function isInner({ hostname }: URL, addressesOf: LookUp): Promise<boolean> {
  const name = hostname.replace(/^\[|\]$/g, '')
  if (isIP(name)) return isInnerAddress(name)
  if (/(?:^|\.)localhost$/i.test(name)) return true
  try {
    return (await addressesOf(name)).some(isInnerAddress)
  } catch {
    return false
  }
}

function isInnerAddress(address: string): boolean {
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address)
  if (mapped) {
    const [, dotted, high = '0', low = '0'] = mapped
    const bytes = [high, low].flatMap((half) => [Number.parseInt(half, 16) >>> 8, Number.parseInt(half, 16) & 255])
    return inner.check(dotted ?? bytes.join('.'), 'ipv4')
  }
  return inner.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
