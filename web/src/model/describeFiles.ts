import { formatBytes } from '../format/formatBytes.ts'
import { plural } from '../format/formatCount.ts'

/** How many files, how large together, and for how many nobody knows that. */
export function describeFiles(files: readonly { size?: bigint }[]): string {
  const count = plural(files.length, 'file')
  const known = files.filter((file) => file.size !== undefined)
  if (known.length === 0) return `${count}; Pull shows their sizes first`
  const bytes = known.reduce((sum, file) => sum + (file.size ?? 0n), 0n)
  const unknown = files.length - known.length
  return `${count}, ${formatBytes(bytes)}${unknown > 0 ? `, and ${unknown} of unknown size` : ''}`
}
