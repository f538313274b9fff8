import { expect, it } from 'vitest'

import { worstVerdict } from './worstVerdict.ts'

const file = (verdict: string) => ({ safety: { verdict } })

it('is the worst of the files that were looked at', () => {
  expect(worstVerdict([file('safe'), {}, file('dangerous'), file('suspicious')])).toBe('dangerous')
  expect(worstVerdict([file('safe'), {}])).toBe('safe')
})

it('says nothing while nobody has looked', () => {
  expect(worstVerdict([{}, {}])).toBe('')
  expect(worstVerdict([])).toBe('')
})
