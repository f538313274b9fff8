import type { ModelMetadata } from '../metadata.ts'

type OnShelf = Pick<ModelMetadata, 'model_type' | 'family' | 'shelf'>

/** The shelf, `<type>/<family>`, of a model that is this. */
function shelfOf({ model_type: type, family }: Pick<ModelMetadata, 'model_type' | 'family'>): string {
  return `${type}/${family}`
}

/** The shelf on which Weighthouse has put a model's folder; where it stands elsewhere, somebody wants it there. */
export function shelfGiven(metadata: OnShelf): string {
  return metadata.shelf ?? shelfOf(metadata)
}

/** metadata.json that says of a model what `previous` did not: the folder is still where it was put. */
export function keepShelf<M extends OnShelf>(next: M, previous: OnShelf | undefined): M {
  if (!previous || next.shelf !== undefined || shelfOf(next) === shelfOf(previous)) return next
  return { ...next, shelf: shelfGiven(previous) }
}
