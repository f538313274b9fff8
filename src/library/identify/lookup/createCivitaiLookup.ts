import type { CivitaiSource } from '../../../sources/civitai/createCivitaiSource.ts'
import type { HashAnswer } from '../identification.ts'
import type { OnlineLookup } from '../identifyParts.ts'
import { civitaiAnswer } from './civitaiAnswer.ts'

/** Asks CivitAI for many hashes in one request. */
export function createCivitaiLookup(source: Pick<CivitaiSource, 'byHashes'>): OnlineLookup {
  return {
    name: 'civitai',
    async ask(hashes, signal) {
      const versions = await source.byHashes(hashes, { signal })
      const answers = new Map<string, HashAnswer>()
      for (const hash of hashes) {
        for (const version of versions) {
          // Of many versions, only the one that lists the hash answers it.
          if (!listsHash(version.files, hash)) continue
          const answer = civitaiAnswer(version, hash, 'CivitAI')
          if (answer) answers.set(hash, answer)
          break
        }
      }
      return answers
    },
  }
}

function listsHash(
  files: readonly { hashes?: Record<string, string | null> | null | undefined }[] | null | undefined,
  sha256: string,
): boolean {
  return (files ?? []).some(({ hashes }) => hashes?.['SHA256']?.toLowerCase() === sha256)
}
