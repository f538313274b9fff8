import type { Database } from '../../../database/database.ts'
import type { UtcMilliseconds } from '../../../foundation/time.ts'
import { checkpointVersion } from './checkpoint.ts'
import type { LoadedIndex } from './loadIndex.ts'
import { publishCheckpoint } from './publishCheckpoint.ts'
import { sweepParts } from './sweepParts.ts'
import { writePart } from './writePart.ts'

/**
 * Writes the parts that changed since the last checkpoint and publishes all. Changes that come in meanwhile may be in
 * some parts already; they are brought in again by whoever reads the checkpoint.
 */
export async function keepCheckpoint(database: Database, index: LoadedIndex, now: UtcMilliseconds): Promise<void> {
  for (const _ of index.state.completeParts()) await new Promise(setImmediate)
  const { seen: through, seenAttribute: attributes, changedAt, changedModels } = index
  const end = { version: checkpointVersion, through, attributes, changedAt }
  const parts = index.state.parts()
  const next: LoadedIndex['kept'] = new Map()
  const kept: number[] = []
  const built: number[] = []
  for (const part of parts) {
    const known = index.kept.get(part.name)
    if (known?.stamp === part.stamp) {
      next.set(part.name, known)
      kept.push(known.id)
      continue
    }
    const id = await writePart(database, part, now)
    if (id === undefined) return
    next.set(part.name, { id, stamp: part.stamp })
    built.push(id)
  }
  if (await publishCheckpoint(database, { built, kept, end, now })) {
    index.kept = next
    index.changedModels -= changedModels
  } else {
    // Another process was faster, so the parts that this one relied on are gone. The next checkpoint is written whole.
    index.kept = new Map()
  }
  await sweepParts(database, now)
}
