import type { IndexView } from '../index/indexView.ts'
import { type Meaning, tagKinds, type Target } from './describeTarget.ts'
import type { Candidates } from './listCandidates.ts'
import { hasStem } from './nameStem.ts'
import { sizeLikeness, tagLikeness, toScore } from './similarity.ts'

export interface Alike {
  key: number
  score: number
  reasons: string[]
  /** It is the target itself in fewer bits. */
  isQuantization: boolean
}

/** Sharing what more than a tenth or so of all models have is no reason worth words. */
const leastRarity = 0.15
const mostTagsNamed = 3
const nearSize = 0.8

/** How alike models are to the target, and why; those of which nothing is worth saying are left out. */
export function compareAll(view: IndexView, target: Target, { keys, coParents }: Candidates): Alike[] {
  const isTag = createTagCheck(view)
  return Array.from(keys).flatMap((key) => compareWith(view, target, key, { coParents, isTag }) ?? [])
}

function compareWith(
  view: IndexView,
  target: Target,
  key: number,
  { coParents, isTag }: { coParents: ReadonlySet<number>; isTag: (attribute: number) => boolean },
): Alike | undefined {
  const shared: Meaning[] = []
  let tagCount = 0
  for (const attribute of view.attributesOf(key)) {
    const meaning = target.meanings.get(attribute)
    if (meaning) shared.push(meaning)
    if (isTag(attribute)) tagCount++
  }
  const family = compareFamily(target, key, shared, coParents)
  const tags = shared.filter((meaning) => meaning.kind === 'tag')
  const sameTask = target.task !== 0 && view.single('task')[key] === target.task
  const size = sizeLikeness(target.parameters, view.column('parameters')[key]!)
  const sameName = target.stem !== '' && hasStem(view.nameOf(key), target.stem)
  const sameAuthor = target.author !== 0 && view.single('author')[key] === target.author

  const reasons = [...family.reasons]
  if (sameName) reasons.push(sameAuthor ? 'another version by the same author' : 'a name like it')
  const rare = tags.filter((tag) => tag.rarity >= leastRarity).toSorted((a, b) => b.rarity - a.rarity)
  if (rare.length > 0)
    reasons.push(
      `same ${rare
        .slice(0, mostTagsNamed)
        .map(({ value }) => value)
        .join(', ')}`,
    )
  if (sameTask) reasons.push('same task')
  if (size >= nearSize) reasons.push('about as many parameters')
  if (reasons.length === 0) return undefined
  const score = toScore({
    family: family.likeness,
    tags: tagLikeness(
      tags.reduce((sum, { weight }) => sum + weight, 0),
      target.tagWeight,
      target.tagCount,
      tagCount,
    ),
    task: sameTask ? 1 : 0,
    size,
    name: sameName ? (sameAuthor ? 1 : 0.5) : 0,
  })
  const isQuantization = shared.some((meaning) => meaning.kind === 'derived' && meaning.quantized)
  return { key, score, reasons, isQuantization }
}

/** Candidates have many attributes in common, and looking up the kind of each would make its text anew. */
function createTagCheck(view: IndexView): (attribute: number) => boolean {
  const known = new Map<number, boolean>()
  return (attribute) => {
    let isTag = known.get(attribute)
    if (isTag === undefined) known.set(attribute, (isTag = tagKinds.has(view.attribute(attribute).kind)))
    return isTag
  }
}

const coParentLikeness = 0.8
const baseLikeness = 0.6

function compareFamily(
  target: Target,
  key: number,
  shared: readonly Meaning[],
  coParents: ReadonlySet<number>,
): { likeness: number; reasons: string[] } {
  const found: { likeness: number; reason: string }[] = []
  if (target.parents.has(key)) found.push({ likeness: 1, reason: 'this model is made from it' })
  if (coParents.has(key)) found.push({ likeness: coParentLikeness, reason: 'merged with this model' })
  for (const meaning of shared) {
    if (meaning.kind === 'derived') found.push({ likeness: 1, reason: 'made from this model' })
    else if (meaning.kind === 'sibling') {
      found.push({ likeness: meaning.rarity, reason: `same base model ${meaning.value}` })
    } else if (meaning.kind === 'base') {
      found.push({ likeness: baseLikeness * meaning.rarity, reason: `same base ${meaning.value}` })
    }
  }
  found.sort((a, b) => b.likeness - a.likeness)
  return { likeness: found[0]?.likeness ?? 0, reasons: [...new Set(found.map(({ reason }) => reason))].slice(0, 2) }
}
