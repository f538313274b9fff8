import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import type { WantedLink } from '../mapping/wanted.ts'
import { createLinkChecker, type LinkChecker } from './createLinkChecker.ts'

let home: string
let checker: LinkChecker

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'weighthouse-checker-'))
  checker = createLinkChecker()
})

afterEach(async () => {
  await checker.close()
  rmSync(home, { recursive: true })
})

it('finds the links that are as they should be, and no others', async () => {
  const file = join(home, 'file.safetensors')
  writeFileSync(file, 'weights')
  const link = (name: string, target: string | undefined, sourcePath: string): WantedLink => {
    const targetPath = join(home, name)
    if (target !== undefined) symlinkSync(target, targetPath)
    return { slug: name, method: 'symlink', sourcePath, root: home, targetPath, rule: 'rule', offline: false }
  }
  const right = link('right', file, file)
  const gone = join(home, 'gone.safetensors')
  for (const each of [
    right,
    link('elsewhere', home, file),
    link('absent', undefined, file),
    link('dead', gone, gone),
  ]) {
    checker.check(each)
  }
  expect([...(await checker.finish())]).toEqual([right])
})

it('finds the folders that may have an overrides.json, in their order', async () => {
  const folders = ['with', 'without', 'linked', 'gone'].map((name) => join(home, name))
  for (const folder of folders.slice(0, 3)) mkdirSync(folder)
  writeFileSync(join(home, 'with', 'overrides.json'), '{}')
  symlinkSync(join(home, 'nowhere'), join(home, 'linked', 'overrides.json'))
  expect([...((await checker.findOverrides(folders)) ?? [])]).toEqual([1, 0, 1, 0])
})

it('says nothing when its thread has ended, so that others look', async () => {
  const asked = checker.findOverrides([home])
  await checker.close()
  expect([undefined, 0]).toContain((await asked)?.[0])
  expect(await checker.findOverrides([home])).toBeUndefined()
  expect([...(await checker.finish())]).toEqual([])
})
