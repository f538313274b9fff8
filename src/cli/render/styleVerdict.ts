import { styleText } from 'node:util'

/** A verdict in its colour, on a terminal. */
export function styleVerdict(verdict: string): string {
  if (verdict === 'dangerous') return styleText('red', verdict)
  return verdict === 'suspicious' ? styleText('yellow', verdict) : verdict
}
