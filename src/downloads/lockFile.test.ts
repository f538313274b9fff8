import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { acquireLock, sweepLocks } from './lockFile.ts'
import { readBootId, readProcessStart } from './readProcessIdentity.ts'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-lock-'))
  path = join(directory, 'file.lock')
})
afterEach(() => rm(directory, { recursive: true }))

describe('acquireLock', () => {
  it('lets in one at a time', async () => {
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const release = await acquireLock(path)
        most = Math.max(most, ++inside)
        await setImmediate()
        inside--
        await release()
      }),
    )
    expect(most).toBe(1)
    expect(await readdir(directory)).toEqual([])
  })

  it('lets only one of many take over from a dead process', async () => {
    await writeFile(path, JSON.stringify(await owner({ processId: deadProcess() })))
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const release = await acquireLock(path)
        most = Math.max(most, ++inside)
        await setImmediate()
        inside--
        await release()
      }),
    )
    expect(most).toBe(1)
    expect(await readdir(directory)).toEqual([])
  })

  it.each([
    ['a process that is dead', async () => owner({ processId: deadProcess() })],
    ['a process whose number another one has now', async () => owner({ processStart: '1' })],
    ['an earlier boot', async () => owner({ bootId: 'earlier' })],
  ])('takes over from %s', async (_, make) => {
    await writeFile(path, JSON.stringify(await make()))
    const release = await acquireLock(path)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ processId: process.pid })
    await release()
    expect(await readdir(directory)).toEqual([])
  })

  it('takes over a lock without a name once it is old, and one of another machine that has not been touched', async () => {
    for (const text of ['', JSON.stringify(await owner({ host: 'elsewhere' }))]) {
      await writeFile(path, text)
      await utimes(path, new Date(0), new Date(0))
      await (
        await acquireLock(path)
      )()
    }
    expect(await readdir(directory)).toEqual([])
  })

  it.each([
    ['a running process', async () => owner({})],
    ['another machine that touches it', async () => owner({ host: 'elsewhere', processId: deadProcess() })],
  ])('waits for %s until it is told to stop', async (_, make) => {
    const text = JSON.stringify(await make())
    await writeFile(path, text)
    await expect(acquireLock(path, AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('does not give back what somebody else holds by now', async () => {
    const release = await acquireLock(path)
    const text = JSON.stringify(await owner({ nonce: 'theirs' }))
    await writeFile(path, text)
    await release()
    expect(await readFile(path, 'utf8')).toBe(text)
  })
})

async function owner(changes: Record<string, unknown>) {
  return {
    host: hostname(),
    bootId: (await readBootId()) ?? null,
    processId: process.pid,
    processStart: (await readProcessStart(process.pid)) ?? null,
    nonce: 'another',
    ...changes,
  }
}

function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

describe('sweepLocks', () => {
  it('takes away what killed processes put aside, and nothing else', async () => {
    const others = ['file.lock.txt', 'file.locks', 'other.lock.01234567-89ab-cdef-0123-456789abcdef']
    for (const name of [...others, 'file.lock.01234567-89ab-cdef-0123-456789abcdef']) {
      await writeFile(join(directory, name), '{}')
    }
    const release = await acquireLock(path)
    await sweepLocks(path)
    expect((await readdir(directory)).sort()).toEqual(['file.lock', ...others])
    await release()
  })
})
