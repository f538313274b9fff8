import { hash } from 'node:crypto'

/** First 16 hex of the sha256: enough to see that something changed, not to guard against anybody. */
export function hashText(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16)
}
