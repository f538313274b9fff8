import { describe, expect, it } from 'vitest'

import { parseRateSchedule, rateAt } from './rateSchedule.ts'

const at = (text: string) => new Date(`2026-05-04T${text}:00`)

describe('parseRateSchedule', () => {
  it.each([
    ['20MB', '12:00', 20e6],
    ['20MB/s', '12:00', 20e6],
    ['unlimited', '12:00', undefined],
    ['08:00-18:00=2MB,20MB', '07:59', 20e6],
    ['08:00-18:00=2MB,20MB', '08:00', 2e6],
    ['08:00-18:00=2MB,20MB', '17:59', 2e6],
    ['08:00-18:00=2MB,20MB', '18:00', 20e6],
    ['22:00-6:00=unlimited, 1MiB', '23:30', undefined],
    ['22:00-6:00=unlimited, 1MiB', '05:59', undefined],
    ['22:00-6:00=unlimited, 1MiB', '06:00', 1_048_576],
    ['08:00-18:00=2MB', '20:00', undefined],
  ])('reads %j, which at %s means %s', (text, time, rate) => {
    expect(rateAt(parseRateSchedule(text)!, at(time))).toBe(rate)
  })

  it.each(['', 'fast', '0', '-5MB', '08:00-18:00', '25:00-26:00=2MB', '08:61-09:00=2MB', '2MB,', '8-18=2MB'])(
    'does not take %j',
    (text) => {
      expect(parseRateSchedule(text)).toBeUndefined()
    },
  )
})
