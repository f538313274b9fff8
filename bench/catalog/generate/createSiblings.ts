import { pickSeveral } from './createVocabulary.ts'
import type { HuggingFaceProfile } from './profile.ts'
import { createPicker, createQuantiles, type Random } from './random.ts'

/** Lists files: usual names first, shards and numbered files where there are many. */
export function createSiblings(
  profile: Pick<HuggingFaceProfile, 'files' | 'filesQuantiles' | 'shares'>,
): (random: Random) => { rfilename: string; size?: number }[] {
  // Names that occur once are of one model only.
  const common = profile.files.filter(([, count]) => count > 1)
  const pickFile = createPicker(common.length > 0 ? common : profile.files)
  const countFiles = createQuantiles(profile.filesQuantiles)
  const sized = profile.shares.sizes / Math.max(profile.shares.siblings, 1)
  return (random) => {
    const count = countFiles(random)
    const names = ['.gitattributes', ...pickSeveral(pickFile, Math.min(count - 1, 40), random)]
    for (let number = names.length; number < count; number++)
      names.push(`model-${String(number).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.safetensors`)
    const withSizes = random() < sized
    return [...new Set(names)].map((rfilename) =>
      withSizes ? { rfilename, size: Math.floor(10 ** (2 + random() * 8)) } : { rfilename },
    )
  }
}
