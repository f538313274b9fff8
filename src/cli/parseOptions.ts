import { InvalidArgumentError } from 'commander'

import { parseByteSize } from '../foundation/parseQuantity.ts'

/** Gathers a repeatable option into a list. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value]
}

/** The same for an option with choices; whether it is one of them is for the service to say. */
export function collectChoice(value: string, previous: unknown): string[] {
  return collect(value, Array.isArray(previous) ? previous.map(String) : [])
}

/** A whole number of zero or more. */
export function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** Bytes as people write them: `4MiB`, `500k`, `4194304`. */
export function parseBytes(text: string): number {
  const bytes = parseByteSize(text)
  if (bytes === undefined) throw new InvalidArgumentError('Write bytes like 4MiB, 500k or 4194304.')
  return bytes
}

/** A port number; 0 takes a free one. */
export function parsePort(text: string): number {
  const port = parseCount(text)
  if (port > 65535) throw new InvalidArgumentError('A port is at most 65535.')
  return port
}
