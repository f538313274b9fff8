import { createCivitaiRecords } from './createCivitaiRecords.ts'
import { createHuggingFaceRecords, type SyntheticRecord } from './createHuggingFaceRecords.ts'
import { type CatalogPlan, isCivitai } from './planCatalog.ts'
import type { CatalogProfile } from './profile.ts'

/** Makes the record of any model of a plan, in its source's schema. */
export function createRecords(
  profile: CatalogProfile,
  plan: CatalogPlan,
): (model: number, round?: number) => SyntheticRecord {
  const huggingface = createHuggingFaceRecords(profile, plan)
  const civitai = createCivitaiRecords(profile, plan)
  return (model, round) => (isCivitai(model) ? civitai(model, round) : huggingface(model, round))
}
