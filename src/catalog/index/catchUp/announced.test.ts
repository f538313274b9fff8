import fc from 'fast-check'
import { expect, it } from 'vitest'

import { openAnnounced } from './announced.ts'

it('tells every id once and in order, whenever it is read', () => {
  const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
  const step = fc.oneof(fc.array(id, { maxLength: 5 }), fc.constant('read' as const))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const here = openAnnounced()
      const there = openAnnounced(here.shared)
      const heard: number[] = []
      for (const step of steps) {
        if (step === 'read') heard.push(...here.read())
        else there.announce(step)
      }
      expect([...heard, ...here.read()]).toEqual(steps.filter((step) => step !== 'read').flat())
    }),
  )
})

it('notices when it was not read for too long', () => {
  const announced = openAnnounced()
  for (let id = 0; id < 70_000; id++) announced.announce([id])
  expect(() => announced.read()).toThrow(RangeError)
})
