import type { WeightEvidenceKind } from '../../sources/weights/weightEstimate.ts'
import type { CatalogEntry } from '../catalog.ts'
import { estimateCacheBytes, fixedOverheadBytes, relativeOverhead, requiredBytes } from './fitFormula.ts'
import { keepsContext } from './keepsContext.ts'
import { type CacheShape, readCacheShape } from './readCacheShape.ts'
import { readWeights } from './readWeights.ts'

/**
 * - `fits`: all of it fits into the memory.
 * - `partial`: it takes up to {@link partialFactor} times the memory, so that about half of it at least runs there and the
 *   rest from the system's memory, slower.
 * - `no`: it takes more than that.
 * - `unknown`: nothing tells how large the weights are.
 */
type Verdict = 'fits' | 'partial' | 'no' | 'unknown'

/** Up to so many times the memory a model counts as `partial`. */
export const partialFactor = 2

export interface FitQuestion {
  entry: Pick<CatalogEntry, 'source' | 'task' | 'parameters' | 'weightBytes'>
  /** As the source gave it; without it there are no files, and the cache is an estimate. */
  record?: unknown
  /** Bytes that the model may take. */
  memory: number
  /** Tokens. */
  context: number
}

export interface Fit extends FileFit {
  /** How `required` came about, with its numbers put in, to be shown. */
  formula: string
  inputs: FitInput[]
  /** Each complete set of weights by itself, the smallest first. */
  files: (FileFit & { paths: string[]; label: string })[]
}

interface FileFit {
  verdict: Verdict
  /** Bytes of memory; undefined when the weights are not known. */
  required: number | undefined
  weightBytes: number | undefined
  evidence: WeightEvidenceKind | undefined
}

interface FitInput {
  name: 'memory' | 'context' | 'weights' | 'overhead' | 'cache per token' | 'cache'
  /** Bytes, for `context` tokens; undefined where unknown. */
  value: number | undefined
  /** Where the value comes from, in words. */
  basis: string
}

/** Whether a model runs in this much memory, as a whole and for each of its files. The formula stands in fitFormula.ts. */
export function fitModel({ entry, record, memory, context }: FitQuestion): Fit {
  const estimate = readWeights(entry, record)
  // The entry first, so that a filter by memory and this answer never disagree.
  const weightBytes = entry.weightBytes ?? estimate.bytes
  const parameters = entry.parameters ?? Number.NaN
  const tokens = keepsContext(entry.task, entry.source) ? context : 0
  const shape = readCacheShape(record)
  const judge = (bytes: number | undefined, evidence: WeightEvidenceKind | undefined): FileFit => {
    const required = require(bytes, { parameters, tokens, shape })
    return { verdict: toVerdict(required, memory), required, weightBytes: bytes, evidence }
  }
  const whole = judge(weightBytes, estimate.evidence)
  const perToken =
    shape?.bytesPerToken ?? estimateCacheBytes(parameters > 0 ? parameters : (weightBytes ?? Number.NaN) / 2)
  return {
    ...whole,
    formula: describeFormula(whole, tokens, perToken),
    inputs: [
      { name: 'memory', value: memory, basis: 'asked for' },
      { name: 'context', value: tokens, basis: tokens === context ? 'asked for' : 'models of this task keep none' },
      { name: 'weights', value: weightBytes, basis: weightBasis(estimate.evidence, weightBytes) },
      {
        name: 'overhead',
        value: weightBytes === undefined ? undefined : Math.round(weightBytes * relativeOverhead + fixedOverheadBytes),
        basis: `${relativeOverhead * 100} % of the weights and ${fixedOverheadBytes} bytes`,
      },
      { name: 'cache per token', value: known(perToken), basis: cacheBasis(shape) },
      { name: 'cache', value: known(perToken * tokens), basis: 'cache per token × context' },
    ],
    files: estimate.files.map(({ paths, label, bytes, evidence }) => ({ ...judge(bytes, evidence), paths, label })),
  }
}

function require(
  weightBytes: number | undefined,
  { parameters, tokens, shape }: { parameters: number; tokens: number; shape: CacheShape | undefined },
): number | undefined {
  const weights = weightBytes ?? Number.NaN
  const required = shape
    ? requiredBytes(weights, parameters, 0) + shape.bytesPerToken * tokens
    : requiredBytes(weights, parameters, tokens)
  return known(required)
}

function toVerdict(required: number | undefined, memory: number): Verdict {
  if (required === undefined) return 'unknown'
  if (required <= memory) return 'fits'
  return required <= memory * partialFactor ? 'partial' : 'no'
}

function describeFormula({ required, weightBytes }: FileFit, tokens: number, perToken: number): string {
  const general = `weights × ${1 + relativeOverhead} + ${fixedOverheadBytes} + cache per token × context`
  if (required === undefined || weightBytes === undefined) return general
  const numbers = `${weightBytes} × ${1 + relativeOverhead} + ${fixedOverheadBytes} + ${Math.round(perToken)} × ${tokens}`
  return `${general} = ${numbers} = ${required}`
}

function weightBasis(evidence: WeightEvidenceKind | undefined, weightBytes: number | undefined): string {
  switch (evidence) {
    case 'sizes':
      return 'the sizes of the smallest complete set of files'
    case 'quantization':
      return 'parameters × bits of the quantization that the name tells'
    case 'types':
      return 'how many numbers of each type there are'
    case 'parameters':
      return 'parameters × 2 bytes, at most what is stored'
    case 'storage':
      return 'all that is stored'
    case undefined:
      return weightBytes === undefined ? 'nothing tells' : 'the catalog'
  }
}

function cacheBasis(shape: CacheShape | undefined): string {
  return shape
    ? `2 × ${shape.layers} layers × ${shape.keyValueHeads} kv heads × ${shape.headDimension} × 2 bytes, by its configuration`
    : '131,072 bytes at 8e9 parameters, growing with the square root: an estimate'
}

function known(bytes: number): number | undefined {
  return Number.isFinite(bytes) ? Math.round(bytes) : undefined
}
