import { create } from '@bufbuild/protobuf'

import type { CatalogEntry } from '../../catalog/catalog.ts'
import { fitModel } from '../../catalog/fit/fitModel.ts'
import { parseMemory } from '../../catalog/search/parseMemory.ts'
import type { FitFilter } from '../../catalog/search/searchQuery.ts'
import { defaultContext } from '../../catalog/search/toSearchQuery.ts'
import { type Fit as FitMessage, FitSchema } from '../../gen/weighthouse/v1/entry_pb.ts'
import { optionalInt64 } from './int64.ts'

/** The memory that a request names; undefined when it names none. @throws WeighthouseError INVALID_ARGUMENT */
export function fitFilter(memory: string, context: number): FitFilter | undefined {
  return memory === '' ? undefined : { memory: parseMemory(memory), context: context || defaultContext }
}

/**
 * Whether a model runs in this memory, as the API tells it. Without its record the answer is that of the search's
 * filter; with it, its configuration and each of its files are taken into account.
 */
export function fitMessage(entry: CatalogEntry, filter: FitFilter, record?: Record<string, unknown>): FitMessage {
  const fit = fitModel({ entry, record, ...filter })
  return create(FitSchema, {
    verdict: fit.verdict,
    requiredBytes: optionalInt64(fit.required),
    weightBytes: optionalInt64(fit.weightBytes),
    formula: fit.formula,
    inputs: fit.inputs.map(({ name, value, basis }) => ({ name, value, basis })),
    files: fit.files.map(({ paths, label, verdict, required, weightBytes }) => ({
      paths,
      label,
      verdict,
      requiredBytes: optionalInt64(required),
      weightBytes: optionalInt64(weightBytes),
    })),
  })
}
