import type { ModelHeader } from '../../formats/modelHeader.ts'
import { identifyHeader as findByHeader } from '../identify/header/identifyHeader.ts'
import type { Testimony } from './classification.ts'

/** What a file's header says of the file; undefined when no rule knows it. */
export function identifyHeader(header: ModelHeader): Testimony | undefined {
  const finding = findByHeader(header)
  if (!finding) return undefined
  const { type, subtype, family, variant, says } = finding
  return { modelType: type, subtype, family, variant, evidence: [says] }
}
