import { type IndexedNumbers, numberColumns } from '../indexedModel.ts'
import { numberFlags, type PackedNumbers } from './indexPiece.ts'

/** @param models in any order */
export function packNumbers(models: readonly IndexedNumbers[]): PackedNumbers {
  const packed: PackedNumbers = {
    keys: new Uint32Array(models.length),
    values: new Float64Array(models.length * numberColumns.length),
    flags: new Uint8Array(models.length),
    nsfwLevels: new Uint32Array(models.length),
  }
  let at = 0
  for (const [index, { key, numbers, gated, removed, nsfwLevel }] of models.entries()) {
    packed.keys[index] = key
    packed.flags[index] = (gated ? numberFlags.gated : 0) | (removed ? numberFlags.removed : 0)
    packed.nsfwLevels[index] = nsfwLevel
    for (const name of numberColumns) packed.values[at++] = numbers[name]
  }
  return packed
}

/** Reads one model after the other into the same object, which is good until the next. */
export function createNumbersReader(packed: PackedNumbers): (index: number) => IndexedNumbers {
  const numbers = Object.fromEntries(numberColumns.map((name) => [name, Number.NaN])) as IndexedNumbers['numbers']
  const model: IndexedNumbers = { key: 0, numbers, gated: false, removed: false, nsfwLevel: 0 }
  return (index) => {
    const flags = packed.flags[index]!
    model.key = packed.keys[index]!
    model.gated = (flags & numberFlags.gated) !== 0
    model.removed = (flags & numberFlags.removed) !== 0
    model.nsfwLevel = packed.nsfwLevels[index]!
    const start = index * numberColumns.length
    for (let column = 0; column < numberColumns.length; column++) {
      numbers[numberColumns[column]!] = packed.values[start + column]!
    }
    return model
  }
}
