import { mkdtempSync, openSync, closeSync, readdirSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { openLibraryIndex } from './openLibraryIndex.ts'

let home: string
let path: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'weighthouse-sound-'))
  path = join(home, 'models.db')
})

afterEach(() => rmSync(home, { recursive: true }))

it('a large models.db is checked again only when somebody else has written to it', () => {
  openLibraryIndex(path, 1).index.close()
  grow(20)
  const time = new Date('2026-01-01T00:00:00Z')
  utimesSync(path, time, time)
  expect(openAndClose()).toBeUndefined()

  damage()
  utimesSync(path, time, time)
  expect(openAndClose()).toBeUndefined()
  expect(openAndClose(true)).toContain('damaged')
  expect(readdirSync(home)).toContain('models.db.broken-2')
})

it('a large models.db that was changed behind our back is checked, and made anew when it is damaged', () => {
  openLibraryIndex(path, 1).index.close()
  grow(20)
  expect(openAndClose()).toBeUndefined()
  damage()
  expect(openAndClose()).toContain('damaged')
})

it('a small models.db is checked every time, and nothing is noted of it', () => {
  openLibraryIndex(path, 1).index.close()
  expect(openAndClose()).toBeUndefined()
  expect(readdirSync(home)).toEqual(['models.db'])
})

/** Says why it was made anew, if it was. */
function openAndClose(isSuspect = false): string | undefined {
  const { index, fresh } = openLibraryIndex(path, 2, isSuspect)
  index.close()
  return fresh
}

function grow(mebibytes: number): void {
  const connection = new DatabaseSync(path)
  connection
    .prepare('INSERT INTO root_scans SELECT value, hex(zeroblob(524288)) FROM json_each(?)')
    .run(JSON.stringify(Array.from({ length: mebibytes }, (_, index) => `root ${index}`)))
  connection.close()
}

/** In the middle, so that only who reads all of it knows. */
function damage(): void {
  const file = openSync(path, 'r+')
  const noise = Buffer.alloc(statSync(path).size / 2, 0xa5)
  writeSync(file, noise, 0, noise.length, noise.length)
  closeSync(file)
}
