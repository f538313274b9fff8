import type { Kysely } from 'kysely'

import type { Tables } from '../../../database/schema.ts'
import type { LoadedIndex } from '../checkpoint/loadIndex.ts'
import { addAttributes, type CommittedChange } from './catchUpWith.ts'
import type { Change } from './readChanges.ts'
import { repeatOthers } from './repeatOthers.ts'

/** Very many models on their way into the index. */
export interface IndexBulk {
  /** Takes what was committed. */
  hand(changes: readonly CommittedChange[]): void
  /** Whether a change is among those that were handed over, so that it is not to be read back. */
  takes(change: Change): boolean
  /** Brings it in, soon: some transactions together. */
  settle(): Promise<void>
  finish(): Promise<void>
}

/** Every settling makes useless what searches have worked out, so that some transactions are taken in together: */
const modelsTogether = 5_000
/** But what was written is not kept from searches for longer than this, in milliseconds. */
const longestWait = 500

export function startBulk(kysely: Kysely<Tables>, index: LoadedIndex): IndexBulk {
  const start = index.seen
  const load = index.state.load()
  const handed = new Set<number>()
  let waiting: CommittedChange[] = []
  let modelsWaiting = 0
  let settledAt = performance.now()

  async function settleMany(): Promise<void> {
    if (modelsWaiting >= modelsTogether || performance.now() - settledAt >= longestWait) await settle()
  }

  async function settle(): Promise<void> {
    const changes = waiting
    waiting = []
    modelsWaiting = 0
    settledAt = performance.now()
    await addAttributes(kysely, index)
    for (const { models, numbers } of changes) {
      load.add({ models })
      if (numbers.length > 0) index.state.apply({ numbers })
    }
    await runInTurns(load.settle())
  }

  return {
    hand(changes) {
      for (const change of changes) {
        handed.add(change.id)
        waiting.push(change)
        modelsWaiting += change.models.length + change.numbers.length
      }
    },
    takes: (change) => handed.has(change.id),
    settle: settleMany,
    async finish() {
      await settle()
      await runInTurns(load.finish())
      // A model that was written twice is read back too, since its numbers may have come before itself.
      const isOther = ({ id, kind }: Change) => !handed.has(id) || kind === 'numbers'
      await repeatOthers(kysely, index, start, isOther)
    },
  }
}

async function runInTurns(steps: Generator<void, void>): Promise<void> {
  for (const _ of steps) await new Promise(setImmediate)
}
