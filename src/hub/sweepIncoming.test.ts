import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { acquireLock } from '../downloads/lockFile.ts'
import { sweepIncoming } from './sweepIncoming.ts'

const now = Date.UTC(2026, 10, 20)
const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-incoming-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function leave(name: string, text: string, ageMs: number): Promise<void> {
  await writeFile(join(folder, name), text)
  const time = new Date(now - ageMs)
  await utimes(join(folder, name), time, time)
}
const left = async () => (await readdir(folder)).sort()

test('what a killed process left without bytes is gone after an hour', async () => {
  await leave(`${a}.journal`, '{}', 2 * hourMs)
  await leave(`${a}.journal.note`, '{}', 2 * hourMs)
  await leave(`${a}.journal.new`, '', 2 * hourMs)
  await leave(`${a}.lock`, '{}', 2 * hourMs)
  await leave(`${a}.lock.01234567-89ab-cdef-0123-456789abcdef`, '{}', 2 * hourMs)
  await leave(`${b}.partial`, '', 2 * hourMs)
  await sweepIncoming(folder, now)
  expect(await left()).toEqual([])
})

test('partial files wait for 30 days after their youngest sign of life', async () => {
  await leave(`${a}.partial`, 'bytes', 31 * dayMs)
  await leave(`${a}.journal`, '{}', 31 * dayMs)
  await leave(`${b}.partial`, 'bytes', 31 * dayMs)
  await leave(`${b}.journal`, '{}', 29 * dayMs)
  await sweepIncoming(folder, now)
  expect(await left()).toEqual([`${b}.journal`, `${b}.partial`])
})

test('what is young, or not named as ours, stays', async () => {
  await leave(`${a}.partial`, '', hourMs / 2)
  await leave(`${a}.lock`, '{}', hourMs / 2)
  await leave('notes.txt', 'of the user', 400 * dayMs)
  await leave(`${b}.partial.bak`, 'of the user', 400 * dayMs)
  await sweepIncoming(folder, now)
  expect(await left()).toEqual([`${a}.lock`, `${a}.partial`, `${b}.partial.bak`, 'notes.txt'])
})

test('what is locked by a living process stays, however old it looks', async () => {
  await leave(`${a}.partial`, 'bytes', 31 * dayMs)
  const release = await acquireLock(join(folder, `${a}.lock`))
  await utimes(join(folder, `${a}.lock`), 0, 0)
  await sweepIncoming(folder, now)
  expect(await left()).toEqual([`${a}.lock`, `${a}.partial`])
  await release()
})
