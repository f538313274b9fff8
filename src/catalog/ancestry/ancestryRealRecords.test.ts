import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { readRecords } from '../../../mock/records/readRecords.ts'
import { openTestCatalog, type TestCatalog } from '../../../test/contracts/catalogFixtures.ts'

const data = process.env.WEIGHTHOUSE_REAL_DATA

if (data) describeRealRecords(data)

interface Edge {
  id: string
  relation: string | undefined
  declared: boolean
}

/** By the rules of Hugging Face's tags, written down anew: nothing here is the catalog's code. */
function readParents(record: unknown): Edge[] {
  const { id, tags, cardData } = recordSchema.parse(record)
  const stated = relations.find((relation) => relation === cardData?.['base_model_relation'])
  const edges = new Map<string, Edge>()
  const add = (text: string, relation: string | undefined) => {
    const parent = text.trim().replace(/^https?:\/\/(huggingface\.co|hf\.co)\//, '')
    if (!/^([\w][\w.-]*\/)?[\w][\w.-]*$/.test(parent) || parent.includes('..') || parent.endsWith('.git')) return
    const known = edges.get(parent.toLowerCase())
    const named = known?.relation ?? relation
    edges.set(parent.toLowerCase(), { id: known?.id ?? parent, relation: named, declared: named !== undefined })
  }
  for (const tag of tags) {
    if (!tag.startsWith('base_model:')) continue
    const rest = tag.slice('base_model:'.length)
    const relation = relations.find((name) => rest.startsWith(`${name}:`))
    add(relation === undefined ? rest : rest.slice(relation.length + 1), relation)
  }
  if (edges.size === 0) {
    const cards = [cardData?.['base_model'] ?? []].flat().filter((text) => typeof text === 'string')
    for (const text of cards.flatMap((card) => card.split(','))) add(text, undefined)
  }
  const others = [...edges.keys()].filter((parent) => parent !== id.toLowerCase())
  return [...edges.values()].map((edge) => ({
    id: edge.id,
    // More than one base means a merge; of one base, what it is is read from tags and name, which is not checked here.
    relation: edge.relation ?? stated ?? (others.length > 1 ? 'merge' : undefined),
    declared: edge.declared || stated !== undefined,
  }))
}

const relations = ['finetune', 'adapter', 'quantized', 'merge']
const recordSchema = z.looseObject({
  id: z.string(),
  tags: z.array(z.string()).default([]),
  cardData: z.record(z.string(), z.unknown()).nullish(),
})

type Graph = Map<string, Set<string>>

function describeRealRecords(data: string): void {
  describe('the ancestry of the real records', () => {
    let test: TestCatalog
    const edgesOf = new Map<string, Edge[]>()
    const parents: Graph = new Map()
    const children: Graph = new Map()

    beforeAll(async () => {
      test = await openTestCatalog()
      const records: unknown[] = []
      for await (const record of readRecords(join(data, 'huggingface-models.ndjson.gz'))) records.push(record)
      await test.catalog.writeRecords('huggingface', records)
      const ids = records.map((record) => recordSchema.parse(record).id)
      const exact = new Set(ids)
      const inAnyCase = new Map(ids.map((id) => [id.toLowerCase(), id]))
      for (const record of records) {
        const { id } = recordSchema.parse(record)
        edgesOf.set(id, readParents(record))
        for (const edge of readParents(record)) {
          // A parent that the catalog does not have is one node, however it is written.
          const parent = exact.has(edge.id) ? edge.id : (inAnyCase.get(edge.id.toLowerCase()) ?? edge.id.toLowerCase())
          parents.set(id, (parents.get(id) ?? new Set()).add(parent))
          children.set(parent, (children.get(parent) ?? new Set()).add(id))
        }
      }
    })
    afterAll(() => test.close())

    it('equals the closure of all relations, in both directions, for every model', async () => {
      let [found, circles] = [0, 0]
      const wrong: string[] = []
      for (const id of edgesOf.keys()) {
        const ancestry = await test.catalog.getAncestry(id, { limit: 100_000 })
        const up = reach(id, parents)
        const down = reach(id, children)
        const isRight =
          isSame(ancestry.ancestors, up) &&
          isSame(ancestry.descendants, down) &&
          ancestry.ancestorsTotal === up.size &&
          ancestry.descendantsTotal === down.size &&
          // On a circle it is an ancestor of one of its parents, or its own parent.
          ancestry.cycle.length > 0 ===
            [...(parents.get(id) ?? [])].some((to) => to === id || reach(to, parents).has(id))
        if (!isRight) wrong.push(id)
        found += up.size + down.size
        if (ancestry.cycle.length > 0) circles++
      }
      expect(wrong).toEqual([])
      // The records hold enough to be wrong about, self-loops included.
      expect(found).toBeGreaterThan(10_000)
      expect(circles).toBeGreaterThan(10)
    }, 120_000)

    it('has each direct relation as its author states it, and merges where there are several bases', async () => {
      const wrong: string[] = []
      let checked = 0
      for (const [id, edges] of edgesOf) {
        if (edges.length === 0) continue
        const { entry } = await test.catalog.getAncestry(id, { limit: 1 })
        const kept = new Map(entry.baseModels.map((base) => [base.id.toLowerCase(), base]))
        for (const edge of edges) {
          const base = kept.get(edge.id.toLowerCase())
          const isRight = base?.declared === edge.declared && (edge.relation ?? base.relation) === base.relation
          if (!isRight) wrong.push(`${id} of ${edge.id}`)
          checked++
        }
        if (kept.size !== edges.length) wrong.push(id)
      }
      expect(wrong).toEqual([])
      expect(checked).toBeGreaterThan(8_000)
    })
  })
}

function isSame(
  relations: readonly { id: string; depth: number; entry: { id: string } | undefined }[],
  expected: ReadonlyMap<string, number>,
): boolean {
  if (relations.length !== expected.size) return false
  return relations.every(({ id, depth, entry }) => expected.get(entry?.id ?? id.toLowerCase()) === depth)
}

/** Everything that can be reached from an id, with the fewest steps; not the id itself. */
function reach(start: string, edges: Graph): Map<string, number> {
  const found = new Map<string, number>()
  let front = [start]
  for (let depth = 1; front.length > 0; depth++) {
    const next = new Set(front.flatMap((id) => [...(edges.get(id) ?? [])]))
    front = [...next].filter((id) => id !== start && !found.has(id))
    for (const id of front) found.set(id, depth)
  }
  return found
}
