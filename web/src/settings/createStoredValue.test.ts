import { expect, it } from 'vitest'

import { createStoredValue } from './createStoredValue.ts'

function storageOf(kept: Map<string, string>) {
  return () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
}

const count = (kept: unknown) => (typeof kept === 'number' ? kept : 0)

it('reads what an earlier visit kept', () => {
  const kept = new Map<string, string>()
  createStoredValue({ key: 'count', storage: storageOf(kept), parse: count }).write(3)
  expect(createStoredValue({ key: 'count', storage: storageOf(kept), parse: count }).read()).toBe(3)
})

it('takes nothing that it cannot read, and no value of another kind', () => {
  for (const text of ['{', '"three"', 'null']) {
    const value = createStoredValue({ key: 'count', storage: storageOf(new Map([['count', text]])), parse: count })
    expect(value.read(), text).toBe(0)
  }
})

it('keeps a value for the visit where the browser keeps none', () => {
  const refuse = (): never => {
    throw new DOMException('denied', 'SecurityError')
  }
  const value = createStoredValue({ key: 'count', storage: refuse, parse: count })
  expect(value.read()).toBe(0)
  value.write(2)
  expect(value.read()).toBe(2)
})
