import { type DocSet, fromSorted, has, intersect, subtract, unite } from '../docSet.ts'

/** The models that are in any of the sets, and those that are in none. Few models are looked up instead of uniting sets. */
export function splitBy(models: DocSet, sets: readonly DocSet[]): { inAny: DocSet; inNone: DocSet } {
  const some = sets.filter((set) => set.count > 0)
  if (models.kind === 'bits') {
    const any = unite(some)
    return { inAny: intersect(models, any), inNone: subtract(models, any) }
  }
  const { keys } = models
  const found = new Uint32Array(keys.length)
  const others = new Uint32Array(keys.length)
  let [foundCount, otherCount] = [0, 0]
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    let place = 0
    while (place < some.length && !has(some[place]!, key)) place++
    if (place < some.length) found[foundCount++] = key
    else others[otherCount++] = key
  }
  if (foundCount === 0 || otherCount === 0) {
    const none = fromSorted(new Uint32Array(0))
    return otherCount === 0 ? { inAny: models, inNone: none } : { inAny: none, inNone: models }
  }
  return { inAny: fromSorted(found.slice(0, foundCount)), inNone: fromSorted(others.slice(0, otherCount)) }
}
