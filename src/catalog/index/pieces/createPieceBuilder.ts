import type { CommittedChange } from '../catchUp/catchUpWith.ts'
import type { IndexedModel, IndexedNumbers } from '../indexedModel.ts'
import { createSegmentBuilder, ownAuthors } from '../segments/createSegmentBuilder.ts'
import { finishNow } from '../segments/finishNow.ts'
import type { IndexPiece } from './indexPiece.ts'
import { packNumbers } from './packNumbers.ts'

/** Makes pieces of what was committed, in a thread that has no index. */
export interface PieceBuilder {
  /** Models that are waiting. */
  readonly count: number
  readonly isEmpty: boolean
  /** Changes in the order of their commits. */
  add(changes: readonly CommittedChange[]): void
  /** All that was added since the last call. */
  take(): IndexPiece
}

export function createPieceBuilder(): PieceBuilder {
  let models = new Map<number, IndexedModel>()
  let others = new Map<number, IndexedNumbers>()
  let changes: number[] = []

  function addNumbers(numbers: IndexedNumbers): void {
    const known = models.get(numbers.key)
    if (known) models.set(numbers.key, { ...known, ...numbers })
    else others.set(numbers.key, numbers)
  }

  return {
    get count() {
      return models.size + others.size
    },
    get isEmpty() {
      return changes.length === 0
    },
    add(committed) {
      for (const change of committed) {
        changes.push(change.id)
        for (const model of change.models) {
          models.set(model.key, model)
          others.delete(model.key)
        }
        for (const numbers of change.numbers) addNumbers(numbers)
      }
    },
    take() {
      const inOrder = [...models.values()].sort((a, b) => a.key - b.key)
      const piece: IndexPiece = {
        changes,
        segment: inOrder.length > 0 ? makeSegment(inOrder) : undefined,
        segmentNumbers: packNumbers(inOrder),
        others: packNumbers([...others.values()]),
      }
      models = new Map()
      others = new Map()
      changes = []
      return piece
    },
  }
}

function makeSegment(models: readonly IndexedModel[]): IndexPiece['segment'] {
  const builder = createSegmentBuilder(ownAuthors, models.length)
  for (const model of models) builder.add(model)
  const { serial: _, ...segment } = finishNow(builder.finish(0))
  return segment
}
