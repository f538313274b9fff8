import { posix } from 'node:path'

import type { FoundFile, FoundModel } from '../../layouts/foundModel.ts'
import { isWeightFile } from '../weightFiles.ts'

/** How tools name a model's picture, the best first. */
const ends = [
  '.preview.png',
  '.preview.jpg',
  '.preview.jpeg',
  '.preview.webp',
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.thumb.jpg',
  '.thumb.png',
]

/** Names for the picture of a whole folder. */
const folderPictures = /^(?:preview|cover|thumbnail)\.(?:png|jpe?g|webp)$/i

/** The picture that stands beside the model; undefined when there is none. */
export function findPreview({ sidecars, files }: Pick<FoundModel, 'sidecars' | 'files'>): FoundFile | undefined {
  const pictures = new Map(sidecars.map((file) => [file.path.toLowerCase(), file]))
  if (pictures.size === 0) return undefined
  for (const { path } of files) {
    if (!isWeightFile(path)) continue
    const stem = path.slice(0, -posix.extname(path).length).toLowerCase()
    for (const end of ends) {
      const found = pictures.get(stem + end)
      if (found) return found
    }
  }
  return sidecars.find(({ path }) => folderPictures.test(posix.basename(path)))
}
