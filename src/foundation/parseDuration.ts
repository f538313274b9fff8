/*
 * Times as people write them: whole numbers with a unit, one or more: `24h`, `90s`, `1h30m`, `7d`, and `0`.
 */

const unitMs = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** A time in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '0') return 0
  if (!/^(?:\d{1,9}[smhd])+$/.test(trimmed)) return undefined
  return [...trimmed.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (unitMs.get(unit ?? '') ?? 0),
    0,
  )
}
