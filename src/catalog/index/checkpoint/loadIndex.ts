import type { Database } from '../../../database/database.ts'
import type { UtcMilliseconds } from '../../../foundation/time.ts'
import { readChanges } from '../catchUp/readChanges.ts'
import { createIndexState } from '../createIndexState.ts'
import type { IndexState } from '../indexState.ts'
import { readIndexState } from '../parts/readIndexState.ts'
import { loadModels } from './loadModels.ts'
import { readCheckpoint, readCheckpointEnd } from './readCheckpoint.ts'

/** The index of one process, and how far it has come. */
export interface LoadedIndex {
  state: IndexState
  /** The last change that it has; see `search_changes`. */
  seen: number
  /** The change up to which it must be brought before its view is whole. */
  reach: number
  /** The highest key of an attribute that it has. */
  seenAttribute: number
  changedAt: UtcMilliseconds | undefined
  /** Models changed since the checkpoint. */
  changedModels: number
  /** Rows of the checkpoint that it was read from or has written, by part and stamp. */
  kept: Map<string, { id: number; stamp: string }>
}

/**
 * Reads the checkpoint. Without one, it begins with an empty index, or, when the log of changes does not begin at the
 * beginning, makes the index of all models. What changed since is to be caught up with.
 */
export async function loadIndex(database: Database): Promise<LoadedIndex> {
  const kept = await loadCheckpoint(database)
  if (kept) return kept
  const index: LoadedIndex = {
    state: createIndexState(),
    seen: 0,
    reach: 0,
    seenAttribute: 0,
    changedAt: undefined,
    changedModels: 0,
    kept: new Map(),
  }
  const { lost } = await readChanges(database.kysely, 0, 1)
  return lost ? loadModels(database.kysely, index) : index
}

async function loadCheckpoint(database: Database): Promise<LoadedIndex | undefined> {
  return database.readTogether(async (transaction) => {
    const end = await readCheckpointEnd(transaction)
    if (!end) return undefined
    const parts = await readCheckpoint(transaction)
    const state = readIndexState(parts)
    return {
      state,
      seen: end.through,
      reach: end.reached,
      seenAttribute: end.attributes,
      changedAt: end.changedAt,
      changedModels: 0,
      kept: new Map(parts.map(({ name, id, stamp }) => [name, { id, stamp }])),
    }
  })
}
