import { hash } from 'node:crypto'

/** Ours, drawn once; names are unique below it. */
const namespace = Buffer.from('6cb6d5d889a14a25ac1a2696e50b278a', 'hex')

/**
 * An id for ever of what these parts name: the same parts give the same id on every machine. A name-based UUID (RFC 9562,
 * version 5) as URN, since a `tag:` URI would need a domain that the house does not have.
 */
export function stableId(...parts: readonly string[]): string {
  const digest = hash('sha1', Buffer.concat([namespace, Buffer.from(JSON.stringify(parts))]), 'buffer').subarray(0, 16)
  digest[6] = (digest[6]! & 0x0f) | 0x50
  digest[8] = (digest[8]! & 0x3f) | 0x80
  const hex = digest.toString('hex')
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
