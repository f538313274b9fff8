import { civitaiModel } from '../../sources/civitai/civitaiModel.ts'
import { readWeightEvidence as readCivitai } from '../../sources/civitai/readWeightEvidence.ts'
import { huggingFaceModel } from '../../sources/huggingface/huggingFaceModel.ts'
import { readWeightEvidence as readHuggingFace } from '../../sources/huggingface/readWeightEvidence.ts'
import { parseTolerantly } from '../../sources/parseTolerantly.ts'
import { estimateWeights } from '../../sources/weights/estimateWeights.ts'
import type { WeightEstimate, WeightEvidence } from '../../sources/weights/weightEstimate.ts'
import type { CatalogEntry } from '../catalog.ts'

/**
 * The weights of a model by its record, file by file. A quantized model's parameters come from the entry, because it has
 * its base's count there, which the record does not know.
 */
export function readWeights(
  entry: Pick<CatalogEntry, 'source' | 'parameters' | 'weightBytes'>,
  record: unknown,
): WeightEstimate {
  const evidence = record === undefined ? undefined : readEvidence(entry.source, record)
  if (!evidence) return { bytes: entry.weightBytes, evidence: undefined, files: [] }
  return estimateWeights({ ...evidence, parameters: evidence.parameters ?? entry.parameters })
}

function readEvidence(source: CatalogEntry['source'], record: unknown): WeightEvidence | undefined {
  switch (source) {
    case 'huggingface': {
      const parsed = parseTolerantly(huggingFaceModel, record)
      return parsed.record && readHuggingFace(parsed.record)
    }
    case 'civitai': {
      const parsed = parseTolerantly(civitaiModel, record)
      return parsed.record && readCivitai(parsed.record)
    }
    case 'github':
    case 'docker':
      return undefined
  }
}
