import { readArtifactNames } from './readArtifactNames.ts'
import type { UpkeepParts } from './upkeepParts.ts'
import type { ArtifactName } from './verifyReport.ts'

const mostNames = 10

/**
 * The files that need a blob, ten at most: those of repos, else those of models on the shelves and in the trash, whose repo may
 * be at another commit by now.
 */
export async function readNames(
  { database, shelves }: Pick<UpkeepParts, 'database' | 'shelves'>,
  sha256: string,
): Promise<ArtifactName[]> {
  const names = await readArtifactNames(database, sha256)
  if (names.length > 0) return names
  for await (const { slug, commit, storage, files } of shelves.iterate()) {
    if (storage === 'in_place') continue
    for (const file of files) {
      if (file.sha256 !== sha256) continue
      if (names.push({ slug, commit, path: file.path }) >= mostNames) return names
    }
  }
  return names
}
