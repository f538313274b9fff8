import { parseByteSize } from './parseQuantity.ts'

/** Bytes per second by the time of day; `rate` undefined is without limit. */
export interface RateWindow {
  /** Minutes since midnight, local time: from, and up to but not including; a window may go over midnight. */
  from: number
  to: number
  rate: number | undefined
}

const dayMinutes = 24 * 60
const window = /^(?:(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})=)?(.+)$/

/**
 * Reads how fast downloads may be: `20MB` (bytes a second), or by the time of day, `08:00-18:00=2MB,20MB`: the first
 * window that has the time counts, one without times has all. `unlimited` is a rate, too. Undefined for anything else.
 */
export function parseRateSchedule(text: string): RateWindow[] | undefined {
  const windows: RateWindow[] = []
  for (const part of text.split(',')) {
    const [, fromHour, fromMinute, toHour, toMinute, rateText = ''] = window.exec(part.trim()) ?? []
    const rate = parseRate(rateText)
    const from = fromHour === undefined ? 0 : toMinutes(fromHour, fromMinute!)
    const to = toHour === undefined ? dayMinutes : toMinutes(toHour, toMinute!)
    if (rate === undefined || from === undefined || to === undefined) return undefined
    windows.push({ from, to, rate: rate === 'unlimited' ? undefined : rate })
  }
  return windows
}

/** The rate at a moment; undefined: any. */
export function rateAt(windows: readonly RateWindow[], time: Date): number | undefined {
  const minute = time.getHours() * 60 + time.getMinutes()
  const found = windows.find(({ from, to }) =>
    from <= to ? minute >= from && minute < to : minute >= from || minute < to,
  )
  return found?.rate
}

function parseRate(text: string): number | 'unlimited' | undefined {
  if (text.trim().toLowerCase() === 'unlimited') return 'unlimited'
  const rate = parseByteSize(text.trim().replace(/\/s$/i, ''))
  return rate !== undefined && rate > 0 ? rate : undefined
}

function toMinutes(hour: string, minute: string): number | undefined {
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes <= dayMinutes ? minutes : undefined
}
