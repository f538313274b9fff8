import { stat } from 'node:fs/promises'

import { WeighthouseError } from '../../foundation/errors.ts'
import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import type { PlannedImport } from './planImport.ts'

/**
 * Looks whether what comes from other drives has room in the library, before the first byte is copied. Files on the
 * library's own drive are moved, linked or cloned where it can be done, so nothing is foretold of them.
 *
 * @param free bytes; read from the disk unless given
 * @throws WeighthouseError DISK_FULL
 */
export async function checkRoom(directory: string, planned: readonly PlannedImport[], free?: number): Promise<void> {
  const { dev } = await stat(directory)
  let needed = 0
  for (const { files, skip } of planned) {
    if (skip !== undefined) continue
    for (const { from, size } of files) if ((await stat(from)).dev !== dev) needed += size
  }
  const freeBytes = free ?? (await readFreeBytes(directory))
  if (needed <= freeBytes) return
  const [missing, left] = [needed, freeBytes].map((bytes) => `${(bytes / 1e9).toFixed(2)} GB`)
  throw new WeighthouseError('DISK_FULL', `The import needs ${missing}, and ${directory} has ${left} free.`, {
    hint: 'Free some space, import fewer models, or leave them where they are: `weighthouse scan PATH`.',
    details: { path: directory, missingBytes: needed, freeBytes },
  })
}
