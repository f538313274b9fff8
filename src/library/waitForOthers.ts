import { join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { type Clock, delay } from '../foundation/time.ts'
import { isAbandoned, readShelvingMarker, type ShelvingMarker, shelvingMarkerName } from './shelvingMarker.ts'

const patienceMs = 2_000
const lookAgainMs = 50

/**
 * Waits until no other process works on the folder; not longer than it takes to end what was nearly done.
 * @returns the marker of one that died in it
 * @throws WeighthouseError CONFLICT when one is still at it
 */
export async function waitForOthers(
  context: { clock: Clock; ownTokens: ReadonlySet<string> },
  folder: string,
): Promise<ShelvingMarker | undefined> {
  for (let waited = 0; waited <= patienceMs; waited += lookAgainMs) {
    const marker = await readShelvingMarker(folder)
    if (marker === undefined) return undefined
    if (marker === 'unreadable') {
      throw new WeighthouseError('CONFLICT', `${join(folder, shelvingMarkerName)} cannot be read.`, {
        hint: 'Remove that file and pull the model again.',
        details: { path: folder },
      })
    }
    if (isAbandoned(marker, context.clock(), context.ownTokens)) return marker
    await delay(lookAgainMs)
  }
  throw busy(folder)
}

/** Another process has the folder. */
export function busy(folder: string): WeighthouseError {
  return new WeighthouseError('CONFLICT', `Another process is changing ${folder}.`, {
    hint: 'Wait for it to finish, then run the command again.',
    details: { path: folder },
  })
}
