import { type AttributeKind, attributeKinds, kindCode, type RelationKind } from '../indexedModel.ts'

/**
 * Kinds whose value is a parent's id. When a model has one parent by several of them, the first of these is its
 * relation: declared ones before inferred ones, then by what tells most.
 */
const relationKinds = [
  'merge',
  'quantized',
  'adapter',
  'finetune',
  'inferred_merge',
  'inferred_quantized',
  'inferred_adapter',
  'inferred_finetune',
] as const satisfies readonly AttributeKind[]

/** By rank, which is the place in {@link relationKinds}. */
export const relationsByRank: readonly { relation: RelationKind; declared: boolean }[] = [true, false].flatMap(
  (declared) => (['merge', 'quantized', 'adapter', 'finetune'] as const).map((relation) => ({ relation, declared })),
)

/** No rank: the kind is no relation. */
export const noRank = 255
/** By code of the kind. */
export const rankOfKind = Uint8Array.from(attributeKinds, (kind) => {
  const rank = relationKinds.findIndex((relation) => relation === kind)
  return rank < 0 ? noRank : rank
})

const baseCode = kindCode('base')

/** Whether a kind's values are what models are made from: a parent's id, or a family. */
export function namesBase(code: number): boolean {
  return code === baseCode || rankOfKind[code] !== noRank
}
