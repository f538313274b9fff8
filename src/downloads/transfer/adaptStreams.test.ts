import { describe, expect, it } from 'vitest'

import { createStreamControl } from './adaptStreams.ts'

/** Lets so many seconds pass. @param rate bytes per second of all streams together */
function run(rate: (streams: number, second: number) => number, { seconds = 5, most = 8, latency = 0 } = {}): number[] {
  const control = createStreamControl({ most, latency: () => latency })
  const seen: number[] = []
  let bytes = 1
  for (let ms = 0; ms < seconds * 1000; ms += 50) {
    bytes += rate(control.streams, ms / 1000) / 20
    control.measure(ms, bytes)
    if (seen.at(-1) !== control.streams) seen.push(control.streams)
  }
  return seen
}

describe('createStreamControl', () => {
  it('takes more and more streams from a server that limits each of them', () => {
    expect(run((streams) => streams * 50e6)).toEqual([1, 2, 4, 8])
    expect(run((streams) => streams * 50e6, { most: 5 })).toEqual([1, 2, 4, 5])
  })

  it('goes back to one stream where one fills the line', () => {
    expect(run(() => 100e6)).toEqual([1, 2, 1])
  })

  it('keeps as many as are of use', () => {
    expect(run((streams) => Math.min(streams, 4) * 10e6)).toEqual([1, 2, 4, 8, 4])
  })

  it('tries again later, since lines change', () => {
    expect(run((streams, second) => (second < 10 ? 100e6 : streams * 100e6), { seconds: 40 })).toEqual([
      1, 2, 1, 2, 4, 8,
    ])
  })

  it('has all the streams that are of use within a fifth of a second, where the gain is clear', () => {
    const control = createStreamControl({ most: 8, latency: () => 1 })
    let bytes = 1
    let ms = 0
    for (; control.streams < 8 && ms < 1000; ms += 20) control.measure(ms, (bytes += control.streams * 1e6))
    // The first window is waited for in full: there is nothing yet to compare it with.
    expect(ms).toBeLessThanOrEqual(260)
  })

  it('waits longer for a server that is far away', () => {
    expect(run((streams) => streams * 50e6, { seconds: 1.6, latency: 200 })).toEqual([1, 2])
  })

  it('stays at what the server takes', () => {
    const control = createStreamControl({ most: 8, latency: () => 0 })
    control.limit(3)
    for (let ms = 0; ms < 30_000; ms += 50) control.measure(ms, ms * control.streams * 1000 + 1)
    expect(control.streams).toBeLessThanOrEqual(3)
  })
})
