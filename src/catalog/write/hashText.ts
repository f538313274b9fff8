import { hash } from 'node:crypto'

/** First 8 bytes of the sha256: enough to see that something changed, not to guard against anybody. */
export function hashText(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(hash('sha256', text, 'hex').slice(0, 16), 'hex'))
}
