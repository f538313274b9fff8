import { expect, test } from 'vitest'

import { countActions, sortActions } from './countActions.ts'

const actions = ['keep', 'create', 'conflict', 'keep', 'skip'].map((action) => ({ action }))

test('counts what there is, conflicts first and what stays last', () => {
  expect(countActions(actions)).toEqual([
    { action: 'conflict', count: 1 },
    { action: 'create', count: 1 },
    { action: 'skip', count: 1 },
    { action: 'keep', count: 2 },
  ])
  expect(countActions([])).toEqual([])
})

test('shows actions in the same order', () => {
  expect(sortActions(actions).map(({ action }) => action)).toEqual(['conflict', 'create', 'skip', 'keep', 'keep'])
})
