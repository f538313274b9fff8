import { quantBits } from './quantBits.ts'

// The longest first, so that Q4_K_M is not read as Q4_K. Authors also write `q4km` and `q4_k-m`.
const labels = [...quantBits.keys()].toSorted((a, b) => b.length - a.length)
const pattern = new RegExp(
  `(?:^|[^A-Z0-9])(?:UD-)?(${labels.map((label) => label.replaceAll('_', '[_-]?')).join('|')}|FP16|FP32|Q[2-8])(?=$|[^A-Z0-9])`,
  'g',
)
const byLetters = new Map(labels.map((label) => [label.replaceAll('_', ''), label]))
byLetters.set('FP16', 'F16').set('FP32', 'F32')
for (const [short, label] of [2, 3, 5, 6].map((bits) => [`Q${bits}`, `Q${bits}_K`] as const))
  byLetters.set(short, label)
byLetters.set('Q4', 'Q4_0').set('Q8', 'Q8_0')

/**
 * The quantization that a GGUF file's name tells (`Q4_K_M`, in upper case), the last if there are several; else that of
 * its folder; undefined when neither names one. A `Q4` alone is read as Q4_0, which takes about as much as the others.
 */
export function readQuantLabel(path: string): string | undefined {
  const parts = path
    .toUpperCase()
    .replace(/\.GGUF$/, '')
    .split('/')
  for (const part of parts.toReversed()) {
    const found = [...part.matchAll(pattern)].at(-1)?.[1]
    if (found !== undefined) return byLetters.get(found.replaceAll(/[_-]/g, ''))
  }
  return undefined
}
