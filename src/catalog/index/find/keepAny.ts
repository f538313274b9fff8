import { type DocSet, fromSorted, has, intersect, subtract, unite } from '../docSet.ts'

/** The models that are in any of the sets. Few models are looked up instead of uniting sets. */
export function keepAny(models: DocSet, sets: readonly DocSet[]): DocSet {
  return models.kind === 'bits' ? intersect(models, unite(sets)) : lookUp(models, sets, true)
}

/** The models that are in none of the sets. */
export function keepOthers(models: DocSet, sets: readonly DocSet[]): DocSet {
  return models.kind === 'bits' ? subtract(models, unite(sets)) : lookUp(models, sets, false)
}

function lookUp(models: Extract<DocSet, { kind: 'array' }>, sets: readonly DocSet[], isIn: boolean): DocSet {
  const some = sets.filter((set) => set.count > 0)
  const { keys } = models
  const kept = new Uint32Array(keys.length)
  let count = 0
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    let place = 0
    while (place < some.length && !has(some[place]!, key)) place++
    if (place < some.length === isIn) kept[count++] = key
  }
  return count === keys.length ? models : fromSorted(kept.slice(0, count))
}
