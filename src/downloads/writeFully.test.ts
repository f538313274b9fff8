import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { convertDiskError } from './convertDiskError.ts'
import { writeFully } from './writeFully.ts'

describe('writeFully', () => {
  it('writes all bytes at a position', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'weighthouse-write-'))
    const handle = await open(join(directory, 'file'), 'w')
    await writeFully(handle, Buffer.from('abcdef'), 2)
    await writeFully(handle, Buffer.alloc(0), 20)
    await handle.close()
    expect(await readFile(join(directory, 'file'), 'latin1')).toBe('\0\0abcdef')
    await rm(directory, { recursive: true })
  })
})

describe('convertDiskError', () => {
  it('leaves every other failure as it is', () => {
    const failure = new Error('no')
    expect(convertDiskError(failure, 'model.gguf', '/store/incoming')).toBe(failure)
  })
})

// A device of Linux that is always full.
if (existsSync('/dev/full')) {
  describe('a full disk', () => {
    it('is told by an error that names file, folder and what to do', async () => {
      const handle = await open('/dev/full', 'w')
      const failure: unknown = await writeFully(handle, Buffer.from('abc'), 0).catch((error: unknown) => error)
      await handle.close()
      expect(convertDiskError(failure, 'model.gguf', '/store/incoming')).toMatchObject({
        code: 'DISK_FULL',
        message: 'The disk of /store/incoming became full while model.gguf was downloaded.',
        hint: expect.stringContaining('Free some space'),
        details: { file: 'model.gguf', path: '/store/incoming' },
      })
    })
  })
}
