import { createStoredValue } from '../settings/createStoredValue.ts'

/** A model that was put aside, to compare it with others or to collect it. */
export interface ChosenModel {
  slug: string
  name: string
}

/** How many can be compared. */
export const compareLimits = { least: 2, most: 6 }

/** What is put aside in this tab. */
export const chosenModels = createStoredValue<readonly ChosenModel[]>({
  key: 'weighthouse.chosen',
  storage: () => sessionStorage,
  parse: (kept) => (Array.isArray(kept) ? kept.filter(isChosenModel) : []),
})

/** Puts a model aside, or back when it was there. */
export function toggleChosen({ slug, name }: ChosenModel): void {
  const before = chosenModels.read()
  const without = before.filter((model) => model.slug !== slug)
  chosenModels.write(without.length < before.length ? without : [...before, { slug, name }])
}

function isChosenModel(value: unknown): value is ChosenModel {
  return (
    typeof value === 'object' &&
    value !== null &&
    'slug' in value &&
    typeof value.slug === 'string' &&
    'name' in value &&
    typeof value.name === 'string'
  )
}
