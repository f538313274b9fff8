import { expect, it } from 'vitest'

import { createStreamSlots } from './streamSlots.ts'

it('lets so many streams to a host, and the first of a file always', () => {
  const slots = createStreamSlots(2)
  const first = slots.take('a', { isFirst: true })
  const second = slots.take('a', { isFirst: false })
  expect(second).toBeDefined()
  expect(slots.take('a', { isFirst: false })).toBeUndefined()
  expect(slots.take('b', { isFirst: false })).toBeDefined()
  const other = slots.take('a', { isFirst: true })
  expect(other).toBeDefined()
  first?.()
  first?.()
  expect(slots.take('a', { isFirst: false })).toBeUndefined()
  second?.()
  expect(slots.take('a', { isFirst: false })).toBeDefined()
})
