import { expect, it } from 'vitest'

import { runInSlices } from './runInSlices.ts'
import { openTestView } from './testing/openTestView.ts'

it('runInSlices lets others have their turn, and gives each slice the view of its moment', async () => {
  const views = [openTestView([]), openTestView([{ id: 'o/a' }]), openTestView([{ id: 'o/a' }, { id: 'o/b' }])]
  let [reads, turns] = [0, 0]
  const index = { read: () => Promise.resolve(views[Math.min(reads++, 2)]!) }
  setImmediate(() => turns++)
  const sizes = await runInSlices(index, function* (slice) {
    const seen = [slice.view.size]
    for (let round = 0; round < 2; round++) {
      while (!slice.isOver());
      yield
      seen.push(slice.view.size)
    }
    return seen
  })
  expect([sizes, turns]).toEqual([[0, 1, 2], 1])
})

it('runInSlices passes on what the work throws', async () => {
  const index = { read: () => Promise.resolve(openTestView([])) }
  const work = runInSlices(index, function* () {
    yield
    throw new RangeError('no')
  })
  await expect(work).rejects.toThrow('no')
})
