import {
  makeRecord,
  openBeside,
  type TestCatalog,
  type TestRecord,
} from '../../../../test/contracts/catalogFixtures.ts'
import { holdWrites } from '../../../../test/contracts/holdWrites.ts'
import type { Catalog } from '../../catalog.ts'
import { facetFields, type SearchQuery } from '../../search/searchQuery.ts'

const families = ['Llama-3', 'Qwen2.5', 'gemma-2', 'phi-4', 'Mistral']

/** Models with a little of everything, the same for the same numbers. */
export function models(from: number, to: number, likes = 0): TestRecord[] {
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index
    const family = families[number % families.length]!
    return makeRecord(`owner-${number % 17}/${family}-${number % 9}b-${number}`, {
      downloads: (number * 7919) % 1_000,
      likes,
      license: number % 3 === 0 ? 'mit' : 'llama3.1',
      task: number % 2 === 0 ? 'text-generation' : 'fill-mask',
      tags: [`tag-${number % 23}`, `only-${number}`],
      languages: number % 4 === 0 ? ['en', 'fr'] : [],
      parameters: (number % 9) * 1e9,
      baseModels: number >= 10 ? [{ id: idOf(Math.floor(number / 10)), relation: 'finetune', declared: true }] : [],
    })
  })
}
const idOf = (number: number) => `owner-${number % 17}/${families[number % families.length]}-${number % 9}b-${number}`

const queries: SearchQuery[] = [
  { facets: facetFields },
  { query: 'llama', facets: facetFields },
  { query: 'qwen -fill', sort: 'downloads' },
  { query: 'ini' },
  { query: 'mistrla' },
  { query: 'only-7' },
  { base_model: [idOf(2)], facets: ['author', 'base'] },
  { license_class: ['permissive'], language: ['fr'], ranges: { parameters: { from: 2e9, to: 5e9 } } },
  { original: true, removed: true, sort: 'created' },
]

/** Everything that a catalog says to a few questions; equal when two catalogs are the same. */
export async function answersOf(catalog: Catalog): Promise<unknown> {
  const pages = []
  for (const query of queries) {
    const { entries, tookMs: _, ...page } = await catalog.search({ ...query, limit: 50 })
    pages.push({ ...page, ids: entries.map(({ id }) => id) })
  }
  const family = await catalog.getAncestry(idOf(3), { limit: 1_000 })
  return { pages, suggestions: await catalog.suggest('ll'), family, changedAt: await catalog.changedAt() }
}

/** Asks another catalog on the same database, as a process that starts now has it. */
export async function reopened<T>(test: TestCatalog, ask: (other: TestCatalog) => Promise<T>): Promise<T> {
  const other = await openBeside(test, { fewestToKeep: 1 })
  other.time.now = test.time.now
  try {
    return await ask(other)
  } finally {
    await other.close()
  }
}

/**
 * Begins a checkpoint in another process, which stops before its nth write until it is released, and lets `meanwhile` run
 * when it has come so far.
 */
export async function duringCheckpoint(
  test: TestCatalog,
  writes: number,
  meanwhile: (slow: TestCatalog) => Promise<void>,
): Promise<void> {
  const release = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const slow = await openBeside(test, {
    fewestToKeep: 1,
    through: (database) =>
      holdWrites(database, async (before) => {
        if (before < writes) return
        reached.resolve()
        await release.promise
      }),
  })
  slow.time.now = test.time.now
  try {
    await slow.index.read()
    const writing = slow.index.checkpoint()
    await reached.promise
    await meanwhile(slow)
    release.resolve()
    await writing
  } finally {
    release.resolve()
    await slow.close()
  }
}
