import type { PeerQuery } from './peerSql.ts'

/** What a peer answers: facets as keys of the dictionary, each with its count. */
export interface PeerAnswer {
  total: number
  page: number[]
  facets: Map<string, Map<number, number>>
}

/** Another engine with the same catalog, asked in plain SQL. */
export interface Peer {
  name: string
  version: string
  loadSeconds: number
  bytes: number
  /** Prepares the statement beforehand; the returned function runs it. */
  search(query: PeerQuery): Promise<PeerAnswer>
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
