import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { Clock } from '../../foundation/time.ts'
import type { ModelMetadata } from '../metadata.ts'
import { readMetadata } from '../readMetadata.ts'
import { describeProcess, shelvingMarkerName, writeShelvingMarker } from '../shelvingMarker.ts'
import { busy, waitForOthers } from '../waitForOthers.ts'

/** A model's folder that nobody else changes now. */
export interface HeldFolder {
  slug: string
  /** Relative to the library, with forward slashes. Whoever moves the folder says here where it is now. */
  path: string
  readonly metadata: ModelMetadata
  /** 16 hex digits, for files in the making. */
  readonly token: string
}

/**
 * Runs `work` while the marker of this process stands in the model's folder, so that no other shelving, renaming or
 * removing begins. A marker that a killed process leaves means nothing: the folder is whole before and after its rename.
 *
 * @param path the folder as models.db knows it, relative to `directory`
 * @throws WeighthouseError CONFLICT when another process has the folder, MODEL_NOT_FOUND when it holds another model
 */
export async function whileAlone<T>(
  context: { directory: string; clock: Clock; ownTokens: Set<string> },
  { slug, path }: { slug: string; path: string },
  work: (held: HeldFolder) => Promise<T>,
): Promise<T> {
  const folder = join(context.directory, path)
  const abandoned = await waitForOthers(context, folder)
  if (abandoned?.change) {
    throw new WeighthouseError('CONFLICT', `A change of ${folder} was cut off.`, {
      hint: 'Run `weighthouse scan`, which brings it to its end, then the command again.',
      details: { path: folder },
    })
  }
  const token = randomBytes(8).toString('hex')
  const metadata = await readMetadata(folder)
  if (metadata?.slug !== slug) {
    throw new WeighthouseError('MODEL_NOT_FOUND', `${slug} is not in ${folder} any more.`, {
      hint: 'Run `weighthouse scan`.',
      details: { slug, path: folder },
    })
  }
  const marker = { ...describeProcess(token, context.clock()), slug }
  context.ownTokens.add(token)
  const held: HeldFolder = { slug, path, metadata, token }
  try {
    if (!(await writeShelvingMarker(folder, marker, abandoned !== undefined))) throw busy(folder)
    try {
      return await work(held)
    } finally {
      await rm(join(context.directory, held.path, shelvingMarkerName), { force: true })
    }
  } finally {
    context.ownTokens.delete(token)
  }
}
