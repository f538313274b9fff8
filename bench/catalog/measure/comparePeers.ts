import type { SearchQuery } from '../../../src/catalog/search/searchQuery.ts'
import { patienceWith, type Peer, type PeerAnswer } from '../peers/peer.ts'
import type { Dictionary } from '../peers/peerRow.ts'
import { type Engine, toPeerSql } from '../peers/peerSql.ts'

export interface PeerMeasurement {
  times: number[]
  /** Undefined where the peer was not waited for any longer. */
  answers: (PeerAnswer | undefined)[]
}

/**
 * Asks a peer the same queries, each once, after a warm-up with others.
 * @param options.ours milliseconds that each query took us
 */
export async function measurePeer(
  peer: Peer,
  engine: Engine,
  dictionary: Dictionary,
  queries: readonly SearchQuery[],
  { warmUp, ours }: { warmUp: readonly SearchQuery[]; ours: readonly number[] },
): Promise<PeerMeasurement> {
  for (const query of warmUp) await peer.search(toPeerSql(query, dictionary, engine), patienceWith(0))
  const measurement: PeerMeasurement = { times: [], answers: [] }
  for (const [index, query] of queries.entries()) {
    const sql = toPeerSql(query, dictionary, engine)
    const { ms, answer } = await peer.search(sql, patienceWith(ours[index] ?? 0))
    measurement.times.push(ms)
    measurement.answers.push(answer)
  }
  return measurement
}
