import { cleanName } from '../cleanName.ts'
import type { FoundModel } from '../layouts/foundModel.ts'
import type { Subtype } from '../metadata.ts'
import type { UserFields } from '../overrides.ts'
import { askConfigs } from './configWitness.ts'
import { askHashes, askWeights } from './hashWitness.ts'
import { askHeaders } from './headerWitness.ts'
import type { Identification, LookUpByHash, ReadHeaders, Witness } from './identification.ts'
import { mergeWitnesses } from './mergeWitnesses.ts'
import { askFolders, askLayout, askName } from './placeWitness.ts'
import { findPreview } from './sidecars/findPreview.ts'
import { readSidecars } from './sidecars/readSidecars.ts'
import type { Sidecar } from './sidecars/sidecar.ts'
import { isWeightFile, shardSetOf } from './weightFiles.ts'

/**
 * Finds out what a model is: by the hashes of its files, their headers, what other tools left beside them, the folder and
 * the name, in this order of trust. Reads headers and small files only, and writes nothing.
 *
 * @param parts.lookup asked only for files whose sha256 is known
 * @param parts.lookUpWeights asked for the AutoV3 that a file tells of itself
 */
export async function identifyModel(
  found: FoundModel,
  parts: { headers: ReadHeaders; lookup?: LookUpByHash | undefined; lookUpWeights?: LookUpByHash | undefined },
): Promise<Identification> {
  const sidecars = found.sidecars.length > 0 ? await readSidecars(found) : []
  const broken = new Map<string, string>()
  const witnesses: Witness[] = [
    ...(parts.lookup ? await askHashes(found.files, parts.lookup) : []),
    ...(await askConfigs(found)),
    ...(await askWeights(await askHeaders(found.files, parts.headers, broken), parts.lookUpWeights)),
    ...sidecars.filter(tells).map((sidecar) => ({ ...sidecar, method: 'sidecar' as const })),
  ]
  const layout = askLayout(found)
  if (layout) witnesses.push(layout)
  // The application's own layout knows better than the folder's name.
  if (found.hints.subtype === undefined) {
    const folder = askFolders(found)
    if (folder) witnesses.push(folder)
  }
  const name = askName(found)
  if (name) witnesses.push(name)

  const merged = mergeWitnesses(witnesses)
  const files = findParts(found, witnesses, merged.type)
  const type = merged.type ?? 'unknown'
  const preview = findPreview(found)
  const user = joinUserFields(sidecars.map((sidecar) => sidecar.user))
  return {
    officialName: merged.officialName ?? found.name,
    type,
    subtype: merged.subtype ?? (type === 'diffusion' || type === 'unknown' ? 'other' : 'full'),
    family: cleanName((merged.family ?? 'unknown').toLowerCase()),
    ...(merged.variant !== undefined && { variant: merged.variant }),
    baseModels: merged.baseModels ?? [],
    tags: merged.tags ?? [],
    triggerWords: merged.triggerWords ?? [],
    ...(merged.parameters !== undefined && { parameters: merged.parameters }),
    ...(merged.precision !== undefined && { precision: merged.precision }),
    ...(merged.identified && { identified: merged.identified }),
    ...(preview && { preview: preview.location }),
    ...(merged.license !== undefined && { license: merged.license }),
    ...(Object.keys(user).length > 0 && { user }),
    files,
    broken,
    method: merged.method,
    confidence: merged.confidence,
    // However sure it is what the file was to be: somebody has to know.
    needsReview: merged.needsReview || broken.size > 0,
    evidence: merged.evidence,
  }
}

/** A sidecar with nothing but the user's notes is no witness. */
function tells({ type, subtype, family, officialName, identified, tags, triggerWords, sha256 }: Sidecar): boolean {
  const words = [type, subtype, family, officialName, identified].some((field) => field !== undefined)
  return words || (tags?.length ?? 0) > 0 || (triggerWords?.length ?? 0) > 0 || sha256.length > 0
}

/** The part of each weight file of an image or sound model, by whoever is trusted most; files without one are what the model is. */
function findParts(
  { files }: FoundModel,
  witnesses: readonly Witness[],
  type: Witness['type'],
): Map<string, { subtype: Subtype }> {
  const parts = new Map<string, { subtype: Subtype }>()
  if (type !== 'diffusion' && type !== 'audio') return parts
  for (const { path } of files) {
    if (!isWeightFile(path)) continue
    const told = witnesses.find((witness) => witness.files?.has(path))?.files?.get(path)
    const subtype = told ?? (shardSetOf(path) === undefined ? undefined : 'other')
    if (subtype) parts.set(path, { subtype })
  }
  return parts
}

/** The first tool that has a field wins. */
function joinUserFields(all: readonly UserFields[]): UserFields {
  return Object.assign({}, ...all.toReversed())
}
