const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Bytes for people, in powers of 1000 as drives and the sources count them: 15.2 GB. */
export function formatBytes(bytes: bigint | number): string {
  let value = Number(bytes)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : threeDigits(value)} ${units[unit]}`
}

/** The exact number, for a hover: 15,242,694,030 bytes. */
export function formatExactBytes(bytes: bigint | number): string {
  return `${bytes.toLocaleString('en-US')} bytes`
}

/** 1.52, 15.2, 152: three digits, without trailing zeros after the point. */
export function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? trim(value.toFixed(1)) : trim(value.toFixed(2))
}

function trim(text: string): string {
  return text.replace(/\.?0+$/, '')
}
