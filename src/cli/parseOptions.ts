import { InvalidArgumentError } from 'commander'

/** Gathers a repeatable option into a list. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value]
}

/** A whole number of zero or more. */
export function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

const multiples: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
}

/** Bytes as people write them: `4MiB`, `500k`, `4194304`. */
export function parseBytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?)b?$/i.exec(text.trim()) ?? []
  const multiple = multiples[(unit ?? '').toLowerCase()]
  if (number === undefined || multiple === undefined)
    throw new InvalidArgumentError('Write bytes like 4MiB, 500k or 4194304.')
  return Math.round(Number(number) * multiple)
}

/** A port number; 0 takes a free one. */
export function parsePort(text: string): number {
  const port = parseCount(text)
  if (port > 65535) throw new InvalidArgumentError('A port is at most 65535.')
  return port
}
