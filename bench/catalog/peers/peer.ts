import type { PeerQuery } from './peerSql.ts'

/** What a peer answers: facets as keys of the dictionary, each with its count. */
export interface PeerAnswer {
  total: number
  page: number[]
  facets: Map<string, Map<number, number>>
}

const leastPatience = 1_000
const timesOurs = 20

/**
 * Milliseconds after which a peer's search is ended, and counts as that long: plain SQL takes minutes for some, and so
 * many times ours is twice what is to be shown. That makes our ratio smaller and never larger.
 */
export function patienceWith(ours: number): number {
  return Math.ceil(Math.max(leastPatience, timesOurs * ours))
}

/** Another engine with the same catalog, asked in plain SQL. */
export interface Peer {
  name: string
  version: string
  loadSeconds: number
  bytes: number
  /** Milliseconds that a search took; without answer when it was ended after `patienceMs`. */
  search(query: PeerQuery, patienceMs: number): Promise<{ ms: number; answer: PeerAnswer | undefined }>
  close(): Promise<void>
}

export interface PeerResultRow {
  field: string
  value: number | null
  count: number
}

export function readAnswer(rows: Iterable<PeerResultRow>): PeerAnswer {
  const answer: PeerAnswer = { total: 0, page: [], facets: new Map() }
  for (const { field, value, count } of rows) {
    if (field === 'total') answer.total = count
    else if (field === 'page') answer.page.push(value ?? 0)
    else {
      const values = answer.facets.get(field) ?? new Map<number, number>()
      if (value !== null) values.set(value, count)
      answer.facets.set(field, values)
    }
  }
  return answer
}
