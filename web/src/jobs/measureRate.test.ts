import { create } from '@bufbuild/protobuf'
import { expect, it } from 'vitest'

import { JobSchema } from '../../../src/gen/weighthouse/v1/job_pb.ts'
import { addSample, measureRate, remainingTime } from './measureRate.ts'

const running = (done: bigint) => create(JobSchema, { state: 'running', progress: { done, unit: 'bytes' } })

it('keeps the samples of the last fifteen seconds', () => {
  const first = addSample([], running(0n), 1000)
  const second = addSample(first, running(500n), 10_000)
  expect(addSample(second, running(900n), 20_000)).toEqual([
    { time: 10_000, done: 500 },
    { time: 20_000, done: 900 },
  ])
})

it('starts over when the job did, and forgets when it does not run', () => {
  const samples = [{ time: 1000, done: 500 }]
  expect(addSample(samples, running(100n), 2000)).toEqual([{ time: 2000, done: 100 }])
  expect(addSample(samples, create(JobSchema, { state: 'paused', progress: { done: 600n } }), 2000)).toEqual([])
})

it('measures over the samples it has, and claims nothing from less than a second', () => {
  const start = { time: 0, done: 1000 }
  expect(measureRate([], 0)).toBeUndefined()
  expect(measureRate([start], 5000)).toBeUndefined()
  expect(measureRate([start, { time: 900, done: 1500 }], 900)).toBeUndefined()
  expect(measureRate([start, { time: 1000, done: 1500 }, { time: 4000, done: 9000 }], 4100)).toBe(2000)
})

it('lets the speed fall when nothing comes any more', () => {
  const samples = [
    { time: 0, done: 0 },
    { time: 4000, done: 8000 },
  ]
  expect([4000, 7000, 8000, 16_000].map((now) => measureRate(samples, now))).toEqual([2000, 2000, 1000, 500])
})

it('tells the time that remains only when it can be known', () => {
  expect(remainingTime(250, 1000, 100)).toBe(7500)
  expect(remainingTime(250, undefined, 100)).toBeUndefined()
  expect(remainingTime(250, 1000, 0)).toBeUndefined()
  expect(remainingTime(1200, 1000, 100)).toBeUndefined()
})
