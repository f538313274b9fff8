import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { tokenise } from '../../../src/catalog/index/words/tokenise.ts'
import type { SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import { builtInProfile } from '../generate/builtInProfile.ts'
import { createRecords } from '../generate/createRecords.ts'
import { isRemoved, planCatalog } from '../generate/planCatalog.ts'
import { writeCatalogFile } from '../generate/writeCatalogFile.ts'
import { makeQueries } from '../queries/makeQueries.ts'
import { type LoadedPeers, loadPeers } from './loadPeers.ts'
import type { Peer, PeerAnswer } from './peer.ts'
import { createDictionary, type PeerRow, readEntry, toPeerRow } from './peerRow.ts'
import { countedFacets, type PeerQuery, toPeerSql } from './peerSql.ts'

const models = 8000
const seed = 4
const profile = builtInProfile()
const plan = planCatalog(profile, models, seed)
const makeRecord = createRecords(profile, plan)
const queries = makeQueries((random) => readEntry(makeRecord(Math.floor(random() * models))), seed)
let folder: string
let peers: LoadedPeers
let rows: PeerRow[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-bench-test-'))
  const file = join(folder, 'catalog.ndjson')
  await writeCatalogFile(file, { profile, plan, models: Array(models).keys() })
  peers = await loadPeers({ file, folder, seed })
  const dictionary = createDictionary()
  rows = Array.from({ length: models }, (_, model) =>
    toPeerRow(readEntry(makeRecord(model)), model + 1, isRemoved(plan, model), dictionary),
  )
})
afterAll(async () => {
  await peers.postgres.close()
  await peers.sqlite.close()
  await rm(folder, { recursive: true, force: true })
})

test('both peers answer every query alike, totals, pages and facets', async () => {
  for (const query of queries) {
    const postgres = await ask(peers.postgres, toPeerSql(query, peers.dictionary, 'postgres'))
    const sqlite = await ask(peers.sqlite, toPeerSql(query, peers.dictionary, 'sqlite'))
    expect(postgres.total, JSON.stringify(query)).toBe(sqlite.total)
    expect(postgres.page, JSON.stringify(query)).toEqual(sqlite.page)
    for (const facet of countedFacets) {
      const counts = (answer: typeof sqlite) =>
        [...(answer.facets.get(facet)?.values() ?? [])].toSorted((a, b) => b - a)
      expect(counts(postgres), `${facet} of ${JSON.stringify(query)}`).toEqual(counts(sqlite))
    }
  }
}, 120_000)

test('totals of queries with words only are what a walk over all models counts', async () => {
  const worded = queries.filter((query) => query.query && isWordsOnly(query))
  expect(worded.length).toBeGreaterThan(60)
  for (const query of worded) {
    const asked = tokenise(query.query ?? '')
    const expected = rows.filter(
      ({ removed, words }) => !removed && asked.every((word) => words.some((known) => known.startsWith(word))),
    )
    const { total } = await ask(peers.sqlite, toPeerSql(query, peers.dictionary, 'sqlite'))
    expect(total, query.query).toBe(expected.length)
  }
}, 120_000)

function isWordsOnly(query: SearchQuery): boolean {
  return Object.keys(query).every((key) => ['query', 'sort', 'limit', 'facets'].includes(key))
}

async function ask(peer: Peer, query: PeerQuery): Promise<PeerAnswer> {
  const { answer } = await peer.search(query, 60_000)
  if (!answer) throw new Error(`${peer.name} did not answer in time`)
  return answer
}
