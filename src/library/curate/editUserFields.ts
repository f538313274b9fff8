import { WeighthouseError } from '../../foundation/errors.ts'
import type { ModelMetadata } from '../metadata.ts'
import type { Overrides } from '../overrides.ts'

/** What a person changes of his own fields; what is undefined stays. */
export interface UserFieldsChange {
  /** Empty takes the own title away. */
  title?: string | undefined
  /** Empty takes the notes away. */
  notes?: string | undefined
  addTags?: readonly string[] | undefined
  /** Of his own, or of the source's: then they are hidden. */
  removeTags?: readonly string[] | undefined
  favourite?: boolean | undefined
  /** 1 to 5; 0 takes the rating away. */
  rating?: number | undefined
}

/**
 * overrides.json with the change made; all else in it stays.
 * @throws WeighthouseError INVALID_ARGUMENT when a tag is to be added and removed
 */
export function editUserFields(
  before: Overrides | undefined,
  metadata: Pick<ModelMetadata, 'tags'>,
  change: UserFieldsChange,
): Overrides {
  const { title, notes, favourite, rating } = change
  const next: Overrides = { ...before }
  if (title !== undefined) setOrRemove(next, 'title', title === '' ? undefined : title)
  if (notes !== undefined) setOrRemove(next, 'notes', notes === '' ? undefined : notes)
  if (favourite !== undefined) setOrRemove(next, 'favourite', favourite || undefined)
  if (rating !== undefined) setOrRemove(next, 'rating', rating === 0 ? undefined : rating)
  const add = change.addTags ?? []
  const remove = new Set(change.removeTags)
  const both = add.find((tag) => remove.has(tag))
  if (both !== undefined) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The tag ${JSON.stringify(both)} cannot be added and taken away.`)
  }
  if (add.length > 0 || remove.size > 0) {
    const known = new Set(metadata.tags)
    const hidden = new Set(before?.hidden_tags)
    for (const tag of add) hidden.delete(tag)
    for (const tag of remove) if (known.has(tag)) hidden.add(tag)
    const own = [...(before?.tags ?? []).filter((tag) => !remove.has(tag)), ...add.filter((tag) => !known.has(tag))]
    setOrRemove(next, 'tags', filled([...new Set(own)]))
    setOrRemove(next, 'hidden_tags', filled([...hidden]))
  }
  return next
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined
}

function setOrRemove<K extends keyof Overrides>(overrides: Overrides, field: K, value: Overrides[K] | undefined): void {
  if (value === undefined) delete overrides[field]
  else overrides[field] = value
}
