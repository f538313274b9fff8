import { civitaiFileSubtype } from '../../classify/classifyCivitai.ts'
import type { HashAnswer } from '../identification.ts'
import { civitaiVersionSchema, type LooseCivitaiVersion, readCivitaiVersion } from '../sidecars/readCivitaiVersion.ts'
import { readSha256 } from '../sidecars/readers.ts'

/**
 * What a version of CivitAI says of the file with this sha256; undefined when the version has other files only. A version
 * that tells no hashes at all is believed: the answer was found by the hash.
 *
 * @param version as the API answers it, with `model` and `modelId`
 * @param says who knows it, for people
 */
export function civitaiAnswer(version: unknown, sha256: string, says: string): HashAnswer | undefined {
  const parsed = civitaiVersionSchema.safeParse(version)
  if (!parsed.success) return undefined
  const files = parsed.data.files ?? []
  const file = files.find(({ hashes }) => readSha256(hashes?.['SHA256']) === sha256)
  if (!file && files.some(({ hashes }) => readSha256(hashes?.['SHA256']) !== undefined)) return undefined
  return toAnswer(parsed.data, file, says)
}

/** The same by AutoV3: the first twelve digits of the sha256 of the weights alone, which a changed header leaves as it is. */
export function civitaiAnswerByWeights(version: unknown, autoV3: string, says: string): HashAnswer | undefined {
  const parsed = civitaiVersionSchema.safeParse(version)
  const file = parsed.data?.files?.find(({ hashes }) => isHash(hashes?.['AutoV3'], autoV3))
  return parsed.success && file ? toAnswer(parsed.data, file, says) : undefined
}

function isHash(value: unknown, hash: string): boolean {
  return typeof value === 'string' && value.toLowerCase().startsWith(hash)
}

type LooseFile = NonNullable<LooseCivitaiVersion['files']>[number]

function toAnswer(version: LooseCivitaiVersion, file: LooseFile | undefined, says: string): HashAnswer | undefined {
  const told = readCivitaiVersion({ ...version, ...(file && { files: [file] }) }, '')
  if (!told.identified || told.officialName === undefined) return undefined
  return {
    officialName: told.officialName,
    type: told.type,
    subtype: told.subtype,
    family: told.family,
    baseModels: told.baseModels ?? [],
    tags: told.tags ?? [],
    triggerWords: told.triggerWords ?? [],
    identified: told.identified,
    fileSubtype: civitaiFileSubtype(file?.type),
    says,
  }
}
