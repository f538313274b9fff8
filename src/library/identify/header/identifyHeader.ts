import type { ModelHeader } from '../../../formats/modelHeader.ts'
import type { HeaderFinding } from './headerRule.ts'
import { identifyGguf } from './identifyGguf.ts'
import { identifyTensors } from './identifyTensors.ts'
import { measureTensors } from './measureTensors.ts'

export interface MeasuredFinding extends HeaderFinding {
  /** Number of weights. */
  parameters?: number | undefined
}

/** What a file's header says of the file by its tensors; undefined when no rule knows it. */
export function identifyHeader(header: ModelHeader): MeasuredFinding | undefined {
  if (header.kind === 'onnx') return undefined
  const finding = header.kind === 'gguf' ? identifyGguf(header) : identifyTensors(header.tensors)
  if (!finding) return undefined
  const { parameters, precision } = measureTensors(header.tensors)
  const { type, subtype, family, variant, says } = finding
  return { type, subtype, family, variant, says, parameters, precision: finding.precision ?? precision }
}
