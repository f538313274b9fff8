import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { makeFolder } from './makeFolder.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weighthouse-folder-'))
})
afterEach(() => rm(root, { recursive: true }))

test('makes what is missing and says where it began', async () => {
  expect(await makeFolder(join(root, 'a', 'b', 'c'))).toBe(join(root, 'a'))
  expect((await stat(join(root, 'a', 'b', 'c'))).isDirectory()).toBe(true)
  expect(await makeFolder(join(root, 'a', 'b', 'c'))).toBe(undefined)
  expect(await makeFolder(join(root, 'a', 'b', 'd'))).toBe(join(root, 'a', 'b', 'd'))
})

test('a link to a folder is one; a file and a link to nowhere are in the way', async () => {
  await symlink(root, join(root, 'link'))
  await symlink(join(root, 'nowhere'), join(root, 'dangling'))
  await writeFile(join(root, 'file'), '')
  expect(await makeFolder(join(root, 'link'))).toBe(undefined)
  await expect(makeFolder(join(root, 'dangling'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(root, 'file', 'in'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test('may be asked for the same folder many times at once', async () => {
  const asked = Array.from({ length: 20 }, () => makeFolder(join(root, 'x', 'y', 'z')))
  await Promise.all(asked)
  expect((await stat(join(root, 'x', 'y', 'z'))).isDirectory()).toBe(true)
})

if (process.platform === 'linux') {
  test('ends where no folder can be made although the one above is there', async () => {
    await expect(makeFolder('/proc/weighthouse/home')).rejects.toMatchObject({ code: 'ENOENT' })
  })
}
