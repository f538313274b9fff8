import { hash } from 'node:crypto'

const keptBytes = 8

/**
 * First 8 bytes of the sha256: enough to see that something changed, not to guard against anybody.
 * @param text or its UTF-8
 */
export function hashText(text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  // A text costs less than a buffer.
  const digest = hash('sha256', text, 'binary')
  const kept = new Uint8Array(keptBytes)
  for (let index = 0; index < keptBytes; index++) kept[index] = digest.charCodeAt(index)
  return kept
}
