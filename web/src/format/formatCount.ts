import { threeDigits } from './formatBytes.ts'

const steps: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
]

/** 25,235,903 → 25.2M; below 1000 as it is. Also for numbers of weights: 7,615,616,512 → 7.62B. */
export function formatCount(count: bigint | number): string {
  const value = Number(count)
  const [size, suffix] = steps.find(([size]) => value >= size * 0.9995) ?? [1, '']
  return size === 1 ? String(value) : threeDigits(value / size) + suffix
}

/** 25,235,903 */
export function formatExactCount(count: bigint | number): string {
  return count.toLocaleString('en-US')
}

/** "1 model", "1,234 models" */
export function plural(count: bigint | number, one: string, many = `${one}s`): string {
  return `${formatExactCount(count)} ${Number(count) === 1 ? one : many}`
}
