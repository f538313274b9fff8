import { parseTime } from '../../foundation/time.ts'
import type { CivitaiModel, CivitaiVersion } from '../../sources/civitai/civitaiModel.ts'
import { publishedVersions, versionFiles } from '../../sources/civitai/versionFiles.ts'
import { compareFiles } from './compareFiles.ts'
import type { Shelved } from './readShelved.ts'
import type { Update } from './updates.ts'

/**
 * The newest version of a CivitAI model after the one on the shelf: of the same base model if there is one. Versions in
 * early access cannot be had by everybody and are not offered, nor are those that the user ignores.
 */
export function findNewerVersion(
  model: CivitaiModel,
  shelved: Shelved,
  now: number,
): Pick<Update, 'latest' | 'latestName' | 'reference' | 'publishedAt' | 'files' | 'note'> | undefined {
  const versions = publishedVersions(model)
  const position = versions.findIndex(({ id }) => String(id) === shelved.commit)
  const current = versions[position]
  const newer = (position < 0 ? versions : versions.slice(0, position)).filter(
    (version) => !isEarly(version, now) && shelved.ignored !== 'all' && !shelved.ignored.has(String(version.id)),
  )
  const same = newer.find(({ baseModel }) => current?.baseModel != null && baseModel === current.baseModel)
  const chosen = same ?? newer[0]
  if (!chosen) return undefined
  const notes: string[] = []
  if (position < 0) notes.push('the version that is here is not listed any more')
  else if (chosen !== same && chosen.baseModel !== current?.baseModel) {
    notes.push(`for ${chosen.baseModel ?? 'another base model'}, not ${current?.baseModel ?? 'the present one'}`)
  }
  return {
    latest: String(chosen.id),
    latestName: chosen.name ?? '',
    reference: `civitai-${model.id}@${chosen.id}`,
    publishedAt: parseTime(chosen.publishedAt ?? chosen.createdAt),
    files: compareFiles(shelved.files, versionFiles('', model, chosen)),
    note: notes.join('; '),
  }
}

/** CivitAI says so in the version; where it names an end that has passed, it is over. */
function isEarly(version: CivitaiVersion, now: number): boolean {
  const ends = parseTime(typeof version['earlyAccessEndsAt'] === 'string' ? version['earlyAccessEndsAt'] : undefined)
  if (ends !== undefined) return ends > now
  return version.availability === 'EarlyAccess'
}
