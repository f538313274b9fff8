import { expect, test } from 'vitest'

import { appIds } from '../../../src/apps/appIds.ts'
import { appNames } from './appNames.ts'

test('every app that can be added stands in the list', () => {
  expect(appNames.map(({ value }) => value)).toEqual([...appIds])
})
