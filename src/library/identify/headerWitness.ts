import type { ModelHeader, TensorInfo } from '../../formats/modelHeader.ts'
import type { FoundFile } from '../layouts/foundModel.ts'
import type { Subtype } from '../metadata.ts'
import { identifyHeader, type MeasuredFinding } from './header/identifyHeader.ts'
import { type Declared, readDeclared } from './header/readDeclared.ts'
import type { ReadHeaders, Witness } from './identification.ts'
import { groupWeights, shardSetOf } from './weightFiles.ts'

/** Headers read of one model; a folder may hold thousands of files. */
const mostHeaders = 200

const tensorConfidence = 0.9
const declaredConfidence = 0.6

/**
 * What the headers of a model's files say together: its tensors, and what the files say of themselves.
 * @param broken gets the files that are not what their names say, and why
 */
export async function askHeaders(
  files: readonly FoundFile[],
  headers: ReadHeaders,
  broken = new Map<string, string>(),
): Promise<Witness[]> {
  const findings: { finding: MeasuredFinding | undefined; declared: Declared | undefined; set: FoundFile[] }[] = []
  let left = mostHeaders
  for (const set of groupWeights(files)) {
    const read: ModelHeader[] = []
    for (const file of set.slice(0, left)) {
      const header = await headers(file)
      if (header?.kind === 'broken') broken.set(file.path, header.reason)
      else if (header) read.push(header)
    }
    left -= set.length
    const header = joinHeaders(read)
    if (header) {
      const declared = header.kind === 'safetensors' ? readDeclared(header.metadata) : undefined
      findings.push({ finding: identifyHeader(header), declared, set })
    }
    if (left <= 0) break
  }

  const parts = new Map<string, Subtype>()
  for (const { finding, set } of findings) {
    if (finding?.type !== 'diffusion' && finding?.type !== 'audio') continue
    for (const { path } of set) parts.set(path, shardSetOf(path) === undefined ? finding.subtype : 'other')
  }
  const witnesses: Witness[] = []
  const main = findings.find(({ finding }) => finding !== undefined)?.finding
  if (main) {
    const { says, ...told } = main
    witnesses.push({ method: 'header', says, confidence: tensorConfidence, ...told, files: parts })
  }
  const declared = findings.find((found) => found.declared !== undefined)?.declared
  if (declared) witnesses.push({ method: 'header', confidence: declaredConfidence, ...declared })
  return witnesses
}

/** One header for a model in shards: its blocks may lie in any of them. */
function joinHeaders(headers: readonly ModelHeader[]): ModelHeader | undefined {
  const [first] = headers
  if (!first || headers.length === 1 || first.kind === 'onnx') return first
  const tensors = new Map<string, TensorInfo>()
  for (const header of headers) {
    if (header.kind !== first.kind) continue
    for (const [name, tensor] of header.tensors) tensors.set(name, tensor)
  }
  return { ...first, tensors }
}
