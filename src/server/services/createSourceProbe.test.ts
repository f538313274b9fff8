import { expect, test } from 'vitest'

import type { SourceName } from '../../ids/slug.ts'
import { createSourceProbe, type ProbedSource } from './createSourceProbe.ts'

function source(name: SourceName, probe: ProbedSource['probe']): ProbedSource {
  return { name, probe }
}

test('a source is asked once a minute at most', async () => {
  let now = 1_000
  let asked = 0
  const probe = createSourceProbe({
    sources: () => [source('civitai', async () => ({ reachable: ++asked > 1, reason: 'closed' }))],
    clock: () => now,
  })

  expect(await probe.check()).toStrictEqual([
    { source: 'civitai', reachable: false, reason: 'closed', checkedAt: 1_000 },
  ])
  now = 61_000
  expect(await probe.check()).toStrictEqual([
    { source: 'civitai', reachable: false, reason: 'closed', checkedAt: 1_000 },
  ])
  now = 61_001
  expect(await probe.check()).toStrictEqual([{ source: 'civitai', reachable: true, reason: '', checkedAt: 61_001 }])
  expect(asked).toBe(2)
})

test('a source that does not answer holds nobody up, and its late answer is kept', async () => {
  const answer = Promise.withResolvers<{ reachable: boolean; reason: undefined }>()
  const probe = createSourceProbe({
    sources: () => [
      source('huggingface', () => answer.promise),
      source('civitai', async () => ({ reachable: true, reason: undefined })),
    ],
    clock: () => 5,
    patienceMs: 20,
  })

  expect(await probe.check()).toStrictEqual([
    { source: 'huggingface', reachable: false, reason: 'It has not answered within 0.02 seconds.', checkedAt: 5 },
    { source: 'civitai', reachable: true, reason: '', checkedAt: 5 },
  ])
  answer.resolve({ reachable: true, reason: undefined })
  expect((await probe.check())[0]).toStrictEqual({ source: 'huggingface', reachable: true, reason: '', checkedAt: 5 })
})

test('ten that ask at once make one probe', async () => {
  let asked = 0
  const probe = createSourceProbe({
    sources: () => [source('civitai', async () => ({ reachable: ++asked > 0, reason: undefined }))],
    clock: () => 5,
  })
  await Promise.all(Array.from({ length: 10 }, () => probe.check()))

  expect(asked).toBe(1)
})
