import { type RelationName, relationNames } from './profile.ts'
import { createPicker, createRandom, pickBelow, type Random } from './random.ts'

/*
 * Who is derived from whom. The figures are of the catalog of 2025, of 1.8 million models:
 * modelbiome/ai_ecosystem (573,653 relations, their kinds) and MSC-empirical (children of the largest, chains, traps).
 */
const derivedShare = 573_653 / 1_860_411
const relationWeights = [
  ['adapter', 241_417],
  ['finetune', 189_391],
  ['quantized', 101_921],
  ['merge', 40_924],
] as const
const largestFamilies = [32_497, 32_173, 30_580, 23_792, 9_569, 9_205, 8_266, 6_450, 5_483, 3_997]
/** Direct children of the largest family, as a share of all models: with its grandchildren 30,000 of three million. */
const largestShare = 0.0091
const missingShare = 0.06
const selfLoopShare = 308 / 138_386
const cycleShare = 3 / 138_386
const chainShare = 0.01
/** How often a model picks the parent of another derived model, so that what has many children gets more. */
const copyShare = 0.65
const deepest = 20

export interface Families {
  /** By model, a place in `relationNames`. */
  relations: Uint8Array
  /** Parents of model i are `parents[offsets[i]]` to before `parents[offsets[i + 1]]`. */
  offsets: Uint32Array
  /** A model's number; -n is the n-th model that the catalog does not have. */
  parents: Int32Array
  /** The models with the most children, by design. */
  largest: number[]
}

/** Decides for every model its parents. `isMember` says which models can have or be parents. */
export function planFamilies(models: number, seed: number, isMember: (model: number) => boolean): Families {
  const random = createRandom(seed, 0xfa)
  const members: number[] = []
  for (let model = 0; model < models; model++) if (isMember(model)) members.push(model)
  const largest = largestFamilies.map((_, rank) => members[Math.floor((members.length * (rank + 1)) / 400)] ?? 0)
  const scale = (largestShare * models) / (largestFamilies[0] ?? 1) / (members.length * derivedShare)
  const pickFamous = createPicker<number | undefined>([
    ...largestFamilies.map((children, rank) => [largest[rank], children * scale] as const),
    [undefined, 1 - scale * largestFamilies.reduce((sum, children) => sum + children, 0)],
  ])
  const pickRelation = createPicker(relationWeights)
  const relations = new Uint8Array(new SharedArrayBuffer(models))
  const depths = new Uint8Array(models)
  const first = new Int32Array(models).fill(noParent)
  const more = new Map<number, number[]>()
  const derived: number[] = []
  const famous = new Set(largest)
  let chain: number | undefined

  const pickEarlier = (before: number): number => {
    for (;;) {
      const model = members[pickBelow(random, before)] ?? 0
      // Hardly any adapter or quantization has derivatives of its own.
      if (first[model] === noParent || (relations[model] === finetune && random() < 0.25)) return model
    }
  }
  const pickParent = (before: number): number => {
    if (random() < missingShare) return -1 - Math.floor((models / 60) * random() ** 3)
    const model = pickFamous(random)
    if (model !== undefined) return model
    const copied =
      derived.length > 0 && random() < copyShare ? first[derived[pickBelow(random, derived.length)] ?? 0] : 0
    return copied !== undefined && copied > 0 && !famous.has(copied) ? copied : pickEarlier(before)
  }

  for (let at = 0; at < members.length; at++) {
    const model = members[at] ?? 0
    if (at < members.length / 30 || famous.has(model) || random() >= derivedShare * 1.035) continue
    const relation: RelationName = pickRelation(random)
    relations[model] = relationNames.indexOf(relation)
    let parent = pickParent(at)
    if (random() < chainShare) {
      parent = chain ?? parent
      relations[model] = finetune
      chain = model
    } else if (random() < selfLoopShare) parent = model
    if (parent >= 0 && (depths[parent] ?? 0) >= deepest) {
      parent = pickEarlier(at)
      chain = undefined
    }
    first[model] = parent
    if (parent >= 0 && parent !== model) depths[model] = (depths[parent] ?? 0) + 1
    derived.push(model)
    if (relations[model] === merge)
      more.set(
        model,
        pickMore(random, () => pickParent(at), parent),
      )
    if (random() < cycleShare) closeCycle(model)
  }

  /** Makes the model an ancestor of its own oldest ancestor, where that is none of the largest. */
  function closeCycle(model: number): void {
    let root = model
    for (let step = 0; step < deepest && (first[root] ?? -1) >= 0; step++) root = first[root] ?? root
    if (root === model || famous.has(root) || first[root] !== noParent) return
    first[root] = model
    relations[root] = finetune
  }
  return { relations, largest, ...flatten(first, more) }
}

const noParent = -0x7fff_ffff
const finetune = relationNames.indexOf('finetune')
const merge = relationNames.indexOf('merge')

/** A merge has two parents or more, now and then dozens. */
function pickMore(random: Random, pickParent: () => number, first: number): number[] {
  const count = random() < 0.002 ? 20 + pickBelow(random, 45) : 1 + Math.floor(random() ** 3 * 5)
  const parents = new Set(Array.from({ length: count }, pickParent))
  parents.delete(first)
  return [...parents]
}

function flatten(first: Int32Array, more: ReadonlyMap<number, number[]>): Pick<Families, 'offsets' | 'parents'> {
  const offsets = new Uint32Array(new SharedArrayBuffer((first.length + 1) * 4))
  let count = 0
  first.forEach((parent, model) => {
    if (parent !== noParent) count += 1 + (more.get(model)?.length ?? 0)
    offsets[model + 1] = count
  })
  const parents = new Int32Array(new SharedArrayBuffer(count * 4))
  first.forEach((parent, model) => {
    if (parent !== noParent) parents.set([parent, ...(more.get(model) ?? [])], offsets[model])
  })
  return { offsets, parents }
}
