import { cleanName } from '../cleanName.ts'
import type { Subtype } from '../metadata.ts'
import type { Classification, ModelClues, Testimony } from './classification.ts'
import { classifyCivitai } from './classifyCivitai.ts'
import { classifyHuggingFace } from './classifyHuggingFace.ts'
import { findFileSubtypes } from './findFileSubtypes.ts'

/**
 * Decides what a model is: its source's record first, and where that is silent the headers of its files, the largest
 * file first. Every answer carries who gave it.
 */
export function classifyModel(clues: ModelClues): Classification {
  const record = classifyRecord(clues)
  const headers = clues.files
    .toSorted((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
    .flatMap(({ path }) => clues.headers.get(path) ?? [])
  const evidence = new Set(record.evidence)
  const fromHeader = <K extends 'modelType' | 'subtype' | 'family'>(field: K): Testimony[K] => {
    const witness = headers.find((header) => header[field] !== undefined)
    for (const line of witness?.evidence ?? []) evidence.add(line)
    return witness?.[field]
  }

  const modelType = record.modelType ?? fromHeader('modelType') ?? 'unknown'
  const fileSubtypes = findFileSubtypes(clues, modelType)
  const subtype = record.subtype ?? fromHeader('subtype') ?? largestFileSubtype(clues, fileSubtypes) ?? 'other'
  const family = cleanName((record.family ?? fromHeader('family') ?? 'unknown').toLowerCase())
  // Of another family than the source says, a variant would mislead.
  const variant = headers.find((header) => header.family === family)?.variant
  return { modelType, subtype, family, variant, fileSubtypes, evidence: [...evidence] }
}

function classifyRecord(clues: ModelClues): Testimony {
  switch (clues.source) {
    case 'civitai':
      return classifyCivitai(clues)
    case 'huggingface':
      return classifyHuggingFace(clues)
    case 'github':
    case 'docker':
      return { evidence: [] }
  }
}

function largestFileSubtype(clues: ModelClues, fileSubtypes: ReadonlyMap<string, Subtype>): Subtype | undefined {
  const known = clues.files.filter(({ path }) => fileSubtypes.has(path))
  const largest = known.reduce<(typeof known)[number] | undefined>(
    (best, file) => (best === undefined || file.size > best.size ? file : best),
    undefined,
  )
  return largest && fileSubtypes.get(largest.path)
}
