const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

const dayOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** "3 days ago", from UTC milliseconds. */
export function formatRelativeTime(time: bigint | number, now = Date.now()): string {
  const age = Number(time) - now
  const size = Math.abs(age)
  if (size < 45_000) return 'just now'
  if (size < 45 * minute) return relative.format(Math.round(age / minute), 'minute')
  if (size < 22 * hour) return relative.format(Math.round(age / hour), 'hour')
  if (size < 26 * day) return relative.format(Math.round(age / day), 'day')
  if (size < 335 * day) return relative.format(Math.round(age / (30.44 * day)), 'month')
  return relative.format(Math.round(age / (365.25 * day)), 'year')
}

/** "22 Aug 2026, 06:21", in the reader's own time zone. */
export function formatExactTime(time: bigint | number): string {
  return exact.format(Number(time))
}

/** "22 Aug 2026", a day of UTC as the sources and snapshots count them. */
export function formatDay(time: bigint | number): string {
  return dayOnly.format(Number(time))
}

/** "06:21:48", in the reader's own time zone. */
export function formatClock(time: bigint | number): string {
  return new Date(Number(time)).toLocaleTimeString('en-GB')
}

/** "2 h 05 min", "4 min 10 s", "12 s", from milliseconds. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return 'less than 1 s'
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
  if (seconds < 172_800)
    return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`
  return `${Math.floor(seconds / 86_400)} days`
}
