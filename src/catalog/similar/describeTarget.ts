import { parentKinds } from '../ancestry/relationKinds.ts'
import type { AttributeKind } from '../index/indexedModel.ts'
import type { IndexView } from '../index/indexView.ts'
import { nameStem } from './nameStem.ts'
import { rarity } from './similarity.ts'

/** What having an attribute says of another model. */
export type Meaning =
  | { kind: 'tag'; value: string; weight: number; rarity: number }
  | { kind: 'base'; value: string; rarity: number }
  /** It has a parent that the target has. */
  | { kind: 'sibling'; value: string; rarity: number }
  /** It is made from the target. */
  | { kind: 'derived'; quantized: boolean }

/** The model that others are compared with. */
export interface Target {
  key: number
  author: number
  task: number
  parameters: number
  stem: string
  parents: ReadonlySet<number>
  /** By attribute. */
  meanings: ReadonlyMap<number, Meaning>
  tagWeight: number
  tagCount: number
}

/** Kinds that tell what a model is about. Not the license, which tells what one may do with it. */
export const tagKinds: ReadonlySet<AttributeKind> = new Set([
  'library',
  'language',
  'format',
  'tag',
  'dataset',
  'arxiv',
  'doi',
])

export function describeTarget(view: IndexView, key: number): Target {
  const meanings = new Map<number, Meaning>()
  let tagWeight = 0
  let tagCount = 0
  const parents = view.parentsOf(key)
  for (const attribute of view.attributesOf(key)) {
    const { kind, value } = view.attribute(attribute)
    if (kind !== 'base' && !tagKinds.has(kind)) continue
    const models = view.modelsWith(attribute).count
    const common = { value, rarity: rarity(models, view.size) }
    if (kind === 'base') {
      meanings.set(attribute, { kind: 'base', ...common })
    } else {
      const weight = Math.log(view.size / Math.max(1, models))
      meanings.set(attribute, { kind: 'tag', weight, ...common })
      tagWeight += weight
      tagCount++
    }
  }
  for (const parent of parents) {
    const attributes = attributesNaming(view, parent.id)
    const models = attributes.reduce((sum, attribute) => sum + view.modelsWith(attribute).count, 0)
    const meaning: Meaning = { kind: 'sibling', value: parent.id, rarity: rarity(models, view.size) }
    for (const attribute of attributes) meanings.set(attribute, meaning)
  }
  for (const attribute of attributesNaming(view, view.idOf(key))) {
    meanings.set(attribute, { kind: 'derived', quantized: view.attribute(attribute).kind.endsWith('quantized') })
  }
  return {
    key,
    author: view.single('author')[key]!,
    task: view.single('task')[key]!,
    parameters: view.column('parameters')[key]!,
    stem: nameStem(view.nameOf(key)),
    parents: new Set(parents.flatMap((parent) => parent.key ?? [])),
    meanings,
    tagWeight,
    tagCount,
  }
}

/** Attributes of models that have this id as parent. */
function attributesNaming(view: IndexView, id: string): number[] {
  return [...parentKinds].flatMap((kind) => view.findAttributes(kind, id))
}
