import { expect, it } from 'vitest'

import { createTextTable } from './createTextTable.ts'

it('finds each of many texts, and hardly ever one that is not there', () => {
  const table = createTextTable()
  const count = 20_000
  const text = (key: number) => `owner-${key % 100}/model-${key}`
  for (let key = 1; key <= count; key++) table.add(key % 3, text(key), key)
  for (let key = 1; key <= count; key++) expect(table.find(key % 3, text(key))).toContain(key)
  let wrong = 0
  for (let key = count + 1; key <= 2 * count; key++) wrong += table.find(key % 3, text(key)).length
  expect(wrong).toBeLessThan(5)
  expect(table.find(7, text(1))).toEqual([])
})
