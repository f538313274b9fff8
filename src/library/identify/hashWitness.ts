import type { FoundFile } from '../layouts/foundModel.ts'
import type { Subtype } from '../metadata.ts'
import type { HashAnswer, LookUpByHash, Witness } from './identification.ts'
import { isWeightFile } from './weightFiles.ts'

/** Files asked for of one model, the largest first: the rest of a large repo says nothing new. */
const mostAsked = 20

/** What is known of a model's files by their hashes. The answer for the largest file names the model. */
export async function askHashes(files: readonly FoundFile[], lookup: LookUpByHash): Promise<Witness[]> {
  const asked = files
    .filter(({ path, sha256 }) => sha256 !== undefined && isWeightFile(path))
    .sort((a, b) => b.size - a.size)
    .slice(0, mostAsked)
  const answers: { path: string; answer: HashAnswer }[] = []
  for (const { path, sha256 } of asked) {
    const answer = sha256 === undefined ? undefined : await lookup(sha256)
    if (answer) answers.push({ path, answer })
  }
  const [main] = answers
  if (!main) return []
  const parts = new Map<string, Subtype>()
  for (const { path, answer } of answers) {
    const subtype = answer.fileSubtype ?? (answer.subtype === 'checkpoints' ? undefined : answer.subtype)
    if (subtype) parts.set(path, subtype)
  }
  const { says, fileSubtype, ...told } = main.answer
  // A VAE that a checkpoint's page offers besides is a VAE.
  const subtype = asked.length === 1 && fileSubtype ? fileSubtype : told.subtype
  return [
    {
      method: 'hash',
      says: `${says} knows its bytes as ${told.officialName}`,
      confidence: 0.97,
      ...told,
      subtype,
      files: parts,
    },
  ]
}

/**
 * What is known of the weights by the hash that their file tells of itself. Anybody can write one there, so it counts as a
 * word of the header, behind the tensors.
 */
export async function askWeights(headers: Witness[], lookup: LookUpByHash | undefined): Promise<Witness[]> {
  const autoV3 = headers.find((witness) => witness.autoV3 !== undefined)?.autoV3
  const answer = autoV3 === undefined ? undefined : await lookup?.(autoV3)
  if (!answer) return headers
  const { says, fileSubtype: _part, ...told } = answer
  const isTensors = (witness: Witness) => witness.files !== undefined
  return [
    ...headers.filter(isTensors),
    {
      method: 'header',
      says: `it tells the hash of its weights, which ${says} knows as ${told.officialName}`,
      confidence: 0.7,
      ...told,
    },
    ...headers.filter((witness) => !isTensors(witness)),
  ]
}
