const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Bytes for people, decimal as download sizes are: 15242694030 → `15.2 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** Counts for people: 7615616512 → `7.6B`, 430 → `430`. */
export function formatCount(count: number): string {
  for (const [size, letter] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (count >= size * 0.9995) {
      const value = count / size
      return `${value >= 99.95 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')}${letter}`
    }
  }
  return String(count)
}

/** Whole numbers with thousands separators: 22821 → `22,821`. */
export function formatInteger(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 file`, `1,204 files`. */
export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${formatInteger(Number(count))} ${Number(count) === 1 ? one : many}`
}

/** Milliseconds for people: 61000 → `1 min 1 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A time for people, UTC: `2026-08-18 14:05 UTC`; `never` for none. */
export function formatTime(time: bigint | undefined): string {
  return time === undefined ? 'never' : `${new Date(Number(time)).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The day of a time, UTC: `2026-08-18`. */
export function formatDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
