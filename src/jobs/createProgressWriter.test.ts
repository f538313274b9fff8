import { expect, it } from 'vitest'

import { delay } from '../foundation/time.ts'
import type { JobProgress } from '../queue/jobQueue.ts'
import { createProgressWriter } from './createProgressWriter.ts'

const progress = (done: number): JobProgress => ({ done, total: 100, unit: 'files', message: '' })

function recordWrites(intervalMs: number) {
  const written: number[] = []
  const writer = createProgressWriter({
    intervalMs,
    async write({ done }) {
      await delay(1)
      written.push(done)
    },
  })
  return { writer, written }
}

it('writes the first at once, the last when flushed, and none between while the interval has not passed', async () => {
  const { writer, written } = recordWrites(3_600_000)
  for (let done = 1; done <= 100; done++) writer.write(progress(done))
  await writer.flush()
  expect(written).toEqual([1, 100])
})

it('writes the latest when the interval has passed', async () => {
  const { writer, written } = recordWrites(20)
  writer.write(progress(1))
  writer.write(progress(2))
  writer.write(progress(3))
  await expect.poll(() => written, { timeout: 20_000 }).toEqual([1, 3])
  await writer.flush()
  expect(written).toEqual([1, 3])
})

it('writes nothing when there was no progress', async () => {
  const { writer, written } = recordWrites(1)
  await writer.flush()
  expect(written).toEqual([])
})
