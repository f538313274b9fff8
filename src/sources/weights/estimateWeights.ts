import { readCount } from '../readCount.ts'
import { findWeightSets, type WeightSet } from './findWeightSets.ts'
import { quantBits } from './quantBits.ts'
import { countTypeBytes } from './typeBytes.ts'
import type { WeightEstimate, WeightEvidence, WeightFile } from './weightEstimate.ts'

/** Two bytes are what most weights have. */
const bytesEach = 2

/**
 * Bytes of the smallest complete set of weights, by the surest evidence there is; see {@link WeightEvidenceKind}. A set of
 * files whose size is known wins over a smaller one that is only reckoned.
 */
export function estimateWeights(evidence: WeightEvidence): WeightEstimate {
  const sets = evidence.filesAreModels
    ? evidence.files.map(({ path, size, label = '' }) => ({ paths: [path], label, isGguf: false, bytes: size }))
    : findWeightSets(evidence.files)
  const files = sets
    .map((set) => toWeightFile(set, evidence))
    .toSorted((a, b) => (a.bytes ?? Number.MAX_VALUE) - (b.bytes ?? Number.MAX_VALUE))
  const best = files.find((file) => file.evidence === 'sizes') ?? files.find((file) => file.bytes !== undefined)
  const { bytes, evidence: kind } = best ?? estimateWhole(evidence)
  return { bytes, evidence: kind, files }
}

function toWeightFile({ paths, label, isGguf, bytes }: WeightSet, evidence: WeightEvidence): WeightFile {
  if (bytes !== undefined) return { paths, label, bytes, evidence: 'sizes' }
  const reckoned = isGguf ? reckonBytes(label, evidence) : undefined
  return { paths, label, bytes: reckoned, evidence: reckoned === undefined ? undefined : 'quantization' }
}

function reckonBytes(label: string | undefined, { parameters, storageBytes }: WeightEvidence): number | undefined {
  const bits = quantBits.get(label ?? '')
  return bits === undefined || parameters === undefined ? undefined : atMost(storageBytes, (parameters * bits) / 8)
}

/** Without files. */
function estimateWhole(evidence: WeightEvidence): Omit<WeightEstimate, 'files'> {
  const { parameters, storageBytes, countsByType, quantLabel, isPacked } = evidence
  const byLabel = reckonBytes(quantLabel, evidence)
  if (byLabel !== undefined) return { bytes: byLabel, evidence: 'quantization' }
  const byType = countTypeBytes(countsByType ?? {})
  if (byType !== undefined) return { bytes: atMost(storageBytes, byType), evidence: 'types' }
  if (parameters !== undefined && !(isPacked && storageBytes !== undefined)) {
    return { bytes: atMost(storageBytes, parameters * bytesEach), evidence: 'parameters' }
  }
  return { bytes: storageBytes, evidence: storageBytes === undefined ? undefined : 'storage' }
}

/** No set of weights takes more than all that is stored; the bits of a label are a mean, and two bytes a guess. */
function atMost(storageBytes: number | undefined, bytes: number): number | undefined {
  return readCount(Math.min(bytes, storageBytes ?? bytes))
}
