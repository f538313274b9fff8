import type { AttributeKind, RelationKind } from '../index/indexedModel.ts'

/** In the order in which they are listed. */
export const relationKinds: readonly RelationKind[] = ['finetune', 'adapter', 'quantized', 'merge']

/** Kinds of attributes whose value is a parent's id. */
export const parentKinds: ReadonlySet<AttributeKind> = new Set(
  relationKinds.flatMap((relation) => [relation, `inferred_${relation}`] as const),
)
