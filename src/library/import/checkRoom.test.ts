import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { checkRoom } from './checkRoom.ts'
import type { PlannedImport } from './planImport.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-room-'))
})
afterEach(() => rm(directory, { recursive: true }))

const planOf = (from: string, size: number, skip?: string) =>
  [{ files: [{ from, to: 'a', size, mtime_ms: 0 }], skip }] as unknown as PlannedImport[]

describe('checkRoom', () => {
  it('refuses what another drive holds and this one has no room for', async () => {
    // A file of another file system than the temporary folder's, on any Linux.
    const elsewhere = process.platform === 'linux' ? '/proc/version' : directory
    const checked = checkRoom(directory, planOf(elsewhere, 1000), 999)
    if (process.platform === 'linux') {
      await expect(checked).rejects.toMatchObject({
        code: 'DISK_FULL',
        details: { missingBytes: 1000, freeBytes: 999 },
      })
    } else await expect(checked).resolves.toBeUndefined()
    await expect(checkRoom(directory, planOf(elsewhere, 1000), 1000)).resolves.toBeUndefined()
    await expect(checkRoom(directory, planOf(elsewhere, 1000, 'there already'), 0)).resolves.toBeUndefined()
  })

  it('foretells nothing of files on the same drive', async () => {
    await writeFile(join(directory, 'mine'), 'x')
    await expect(checkRoom(directory, planOf(join(directory, 'mine'), 1e15), 0)).resolves.toBeUndefined()
  })
})
