import { posix } from 'node:path'

import type { FoundFile, FoundModel } from '../../layouts/foundModel.ts'
import { readSmallJson } from '../readSmallFile.ts'
import { isWeightFile } from '../weightFiles.ts'
import { readA1111 } from './readA1111.ts'
import { readCivitaiInfo } from './readCivitaiInfo.ts'
import { readCmInfo } from './readCmInfo.ts'
import { readLoraManager } from './readLoraManager.ts'
import { readSwarm } from './readSwarm.ts'
import type { Sidecar } from './sidecar.ts'

/** Answers of CivitAI with hundreds of pictures have some hundred kilobytes. */
const longestSidecar = 8 * 1024 * 1024
const mostSidecars = 20

type Reader = (json: unknown, fileName: string) => Sidecar | undefined

/** By the end of their names, the most telling first. */
const kinds: [end: string, read: Reader][] = [
  ['.civitai.info', readCivitaiInfo],
  ['.cm-info.json', readCmInfo],
  ['.metadata.json', readLoraManager],
  ['.swarm.json', readSwarm],
  ['.json', readA1111],
]

/**
 * Reads what other tools left beside a model; what cannot be read is passed over. A sidecar that belongs to other bytes
 * (it names a sha256, and none of the model's files has it) says nothing of this model.
 */
export async function readSidecars({ sidecars, files }: Pick<FoundModel, 'sidecars' | 'files'>): Promise<Sidecar[]> {
  const hashes = files.map(({ sha256 }) => sha256).filter((hash) => hash !== undefined)
  const found: Sidecar[] = []
  for (const [file, end, read] of choose(sidecars)) {
    const json = await readSmallJson(file.location, longestSidecar)
    const sidecar = json === undefined ? undefined : read(json, ownerOf(file, end, files))
    if (!sidecar) continue
    const isOther =
      hashes.length > 0 && sidecar.sha256.length > 0 && !sidecar.sha256.some((hash) => hashes.includes(hash))
    found.push(
      isOther
        ? {
            says: `${posix.basename(file.path)} is about other bytes`,
            confidence: 0.1,
            sha256: sidecar.sha256,
            user: sidecar.user,
          }
        : sidecar,
    )
  }
  return found
}

function choose(sidecars: readonly FoundFile[]): [FoundFile, string, Reader][] {
  const chosen: [number, FoundFile, string, Reader][] = []
  for (const file of sidecars.slice(0, 1000)) {
    const name = file.path.toLowerCase()
    const kind = kinds.findIndex(([end]) => name.endsWith(end))
    const [end, read] = kinds[kind] ?? []
    if (end !== undefined && read !== undefined) chosen.push([kind, file, end, read])
  }
  return chosen
    .sort((a, b) => a[0] - b[0])
    .slice(0, mostSidecars)
    .map(([, file, end, read]) => [file, end, read])
}

/** Name of the model file that a sidecar stands beside. */
function ownerOf(sidecar: FoundFile, end: string, files: readonly FoundFile[]): string {
  const stem = sidecar.path.slice(0, -end.length)
  const owner = files.find(({ path }) => isWeightFile(path) && path.slice(0, -posix.extname(path).length) === stem)
  return posix.basename(owner?.path ?? files[0]?.path ?? stem)
}
