import { WeighthouseError } from '../../src/foundation/errors.ts'

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

/**
 * Reads a size: `4MiB`, `500 kB`, `65536`. Returns bytes.
 * @throws WeighthouseError INVALID_ARGUMENT when `text` is not a size
 */
export function parseByteSize(text: string): number {
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text) ?? []
  const factor = units[unit.toLowerCase()]
  if (number === '' || factor === undefined) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} is not a size.`, {
      hint: 'Write a number of bytes, or a number with kB, MB, GB, KiB, MiB or GiB: 4MiB.',
    })
  }
  return Math.floor(Number(number) * factor)
}
