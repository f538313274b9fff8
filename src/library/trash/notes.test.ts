import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listChanges } from '../order/changeNotes.ts'
import { listTrash } from './listTrash.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weighthouse-notes-'))
})
afterEach(() => rm(directory, { recursive: true }))

const note = {
  schema_version: 1,
  slug: 'civitai-1',
  official_name: 'One',
  model_type: 'diffusion',
  storage: 'shelved',
  commit: 'c1',
  size_bytes: 1,
  path: 'diffusion/unknown/1',
  removed_at: '2026-01-01T00:00:00.000Z',
  state: 'kept',
  apps: [],
  files: [{ path: 'a.bin', size: 1, mtime_ms: 1.5, inode: '1' }],
  blobs: [],
  token: '0123456789abcdef',
  pid: 1,
  host: 'here',
  started_at: 0,
}

async function read(text: string) {
  const folder = join(directory, '.trash', 'entry')
  await mkdir(join(folder, 'model'), { recursive: true })
  await writeFile(join(folder, 'note.json'), text)
  return listTrash(directory)
}

describe('a note in the trash', () => {
  test('is read as it was written', async () => {
    expect((await read(JSON.stringify(note))).entries).toMatchObject([{ id: 'entry', note }])
  })

  test.each([
    ['leads out of the library', { path: '../../etc/passwd' }],
    ['leads to the root of a disk', { path: '/etc/x/y' }],
    ['leads into the trash', { path: '.trash/entry/model' }],
    ['leads to no model’s folder', { path: 'diffusion' }],
    ['names a file outside', { files: [{ path: '../a', size: 1, mtime_ms: 1, inode: '1' }] }],
    ['lacks what it needs', { token: undefined }],
  ])('that %s is a stranger', async (_, change) => {
    const { entries, cutOff, strangers } = await read(JSON.stringify({ ...note, ...change }))
    expect([entries, cutOff, strangers]).toEqual([[], [], [join(directory, '.trash', 'entry')]])
  })

  test('may be any text: it is an entry that can be used, or a stranger', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .dictionary(fc.constantFrom(...Object.keys(note)), fc.jsonValue())
            .map((some) => JSON.stringify({ ...note, ...some })),
        ),
        async (text) => {
          const { entries, strangers } = await read(text)
          expect(entries.length + strangers.length).toBe(1)
          for (const entry of entries) expect(entry.note.path).toMatch(/^[^./][^/]*\/[^/]+\/[^/]+$/)
        },
      ),
    )
  })
})

test('a note of a change may be any text: it is one that can be used, or is told as unreadable', async () => {
  await mkdir(join(directory, '.changes'))
  const place = { path: 'llm/one/two', model_type: 'llm', family: 'one' }
  const change = {
    schema_version: 1,
    kind: 'move',
    state: 'done',
    made_at: note.removed_at,
    slug: 's',
    from: place,
    to: place,
    apps: [],
    token: note.token,
    pid: 1,
    host: 'here',
    started_at: 0,
  }
  const read = async (text: string) => {
    await writeFile(join(directory, '.changes', 'one.json'), text)
    return listChanges(directory)
  }
  expect((await read(JSON.stringify(change))).changes).toHaveLength(1)
  for (const path of ['../x/y', '/a/b/c', '.trash/a/b', 'llm']) {
    expect(await read(JSON.stringify({ ...change, to: { ...place, path } }))).toEqual({
      changes: [],
      unreadable: [join(directory, '.changes', 'one.json')],
    })
  }
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      const { changes, unreadable } = await read(text)
      expect(changes.length + unreadable.length).toBe(1)
    }),
  )
})
