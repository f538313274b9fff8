import type { IndexedModel, IndexedNumbers } from '../index/indexedModel.ts'
import type { PreparedRecord } from './preparedRecord.ts'

/** What one transaction has changed, by model. */
export interface ChangeLog {
  parts(row: WrittenRow, attributes: readonly number[]): void
  numbers(row: WrittenRow): void
  removed(keys: readonly number[]): void
  /** A number that is not of the record; the others are not at hand then. */
  numberOf(keys: readonly number[]): void
  entries(): LoggedChange[]
}

interface WrittenRow {
  key: number
  record: PreparedRecord
  /** NaN while there is none. */
  rising: number
  removed: boolean
}

/** `models` and `numbers` are undefined when not all of them are at hand; one of them is empty, by `kind`. */
interface LoggedChange {
  kind: 'parts' | 'numbers'
  /** Ascending. */
  keys: number[]
  models: IndexedModel[] | undefined
  numbers: IndexedNumbers[] | undefined
}

interface Change {
  key: number
  kind: 'parts' | 'numbers'
  model: IndexedModel | IndexedNumbers | undefined
}

/** @param options.keepsModels whether the models themselves are wanted */
export function createChangeLog({ keepsModels }: { keepsModels: boolean }): ChangeLog {
  const changes = new Map<number, Change>()
  return {
    parts(row, attributes) {
      const { key } = row
      changes.set(key, { key, kind: 'parts', model: keepsModels ? toModel(row, attributes) : undefined })
    },
    numbers(row) {
      const { key } = row
      // Words and attributes that this transaction has changed before are changed still, and not at hand here.
      const kind = changes.get(key)?.kind ?? 'numbers'
      const model = keepsModels && kind === 'numbers' ? toNumbers(row) : undefined
      changes.set(key, { key, kind, model })
    },
    removed(keys) {
      for (const key of keys) {
        const { kind, model } = changes.get(key) ?? { kind: 'numbers', model: undefined }
        changes.set(key, { key, kind, model: model && { ...model, removed: true } })
      }
    },
    numberOf(keys) {
      for (const key of keys) changes.set(key, { key, kind: changes.get(key)?.kind ?? 'numbers', model: undefined })
    },
    entries() {
      const sorted = [...changes.values()].toSorted((a, b) => a.key - b.key)
      return (['parts', 'numbers'] as const).flatMap((kind) => {
        const ofKind = sorted.filter((change) => change.kind === kind)
        return ofKind.length > 0 ? [toLogged(kind, ofKind)] : []
      })
    },
  }
}

function toLogged(kind: LoggedChange['kind'], changes: readonly Change[]): LoggedChange {
  const keys = changes.map(({ key }) => key)
  const models: IndexedModel[] = []
  const numbers: IndexedNumbers[] = []
  for (const { model } of changes) {
    if (!model) return { kind, keys, models: undefined, numbers: undefined }
    if (kind === 'numbers') numbers.push(model)
    else if ('attributes' in model) models.push(model)
  }
  return { kind, keys, models, numbers }
}

function toNumbers({ key, record, rising, removed }: WrittenRow): IndexedNumbers {
  const { numbers, gated, nsfwLevel } = record
  return { key, numbers: { ...numbers, rising }, gated, removed, nsfwLevel }
}

function toModel(row: WrittenRow, attributes: readonly number[]): IndexedModel {
  const { source, id, name, author, moreWords } = row.record
  return { ...toNumbers(row), source, id, name, author, more: moreWords, attributes }
}
