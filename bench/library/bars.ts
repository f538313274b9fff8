import type { Bar, Figure } from '../main.ts'

/** What is measured under which key, and what it has to reach on two cores and a local disk. */
export const libraryFigures = {
  index_10k_s: { what: 'index 10,000 new files without hashing', unit: 's', bar: most(2) },
  index_cpu_s: { what: '  processor time of all threads', unit: 's', bar: undefined },
  rescan_50k_s: { what: 'rescan 50,000 unchanged files', unit: 's', bar: most(0.25) },
  rescan_cpu_s: { what: '  processor time of all threads', unit: 's', bar: undefined },
  plan_10k_s: { what: 'plan 10,000 links, nothing to do', unit: 's', bar: most(0.3) },
  plan_cpu_s: { what: '  processor time', unit: 's', bar: undefined },
  apply_10k_s: { what: 'apply 10,000 new links', unit: 's', bar: most(2) },
  apply_cpu_s: { what: '  processor time', unit: 's', bar: undefined },
  rebuild_10k_s: { what: 'rebuild models.db from 10,000 models', unit: 's', bar: most(3) },
  rebuild_cpu_s: { what: '  processor time', unit: 's', bar: undefined },
  hash_s: { what: 'hash two new files: sha256 and BLAKE3 in one pass', unit: 's', bar: undefined },
  hash_openssl_s: { what: '  two openssl dgst -sha256 in parallel', unit: 's', bar: undefined },
  hash_vs_openssl: { what: 'hash: speed as a ratio to openssl', unit: 'x', bar: least(0.7) },
} satisfies Record<string, { what: string; unit: string; bar: Bar | undefined }>

export type LibraryFigureKey = keyof typeof libraryFigures

export function toFigure(key: LibraryFigureKey, value: number, beside?: string): Figure {
  const { what, unit, bar } = libraryFigures[key]
  return { key, what, value, unit, beside, bar }
}

function most(value: number): Bar {
  return { side: 'at most', value }
}

function least(value: number): Bar {
  return { side: 'at least', value }
}
