import { execFile } from 'node:child_process'
import { copyFile, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { weighthouse } from './support/runCli.ts'
import { temporaryFolder } from './support/temporaryHome.ts'

const longAgo = new Date('2026-01-01T00:00:00Z')
const built = new Date('2026-01-02T00:00:00Z')

describe('bin/weighthouse', () => {
  let root: Awaited<ReturnType<typeof temporaryFolder>>

  /** Writes a file of an installation and says when. */
  async function put(path: string, text: string, time = longAgo): Promise<void> {
    const file = join(root.path, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    await utimes(file, time, time)
  }

  /** An installation whose program says only where it was started from. */
  beforeEach(async () => {
    root = await temporaryFolder('program')
    const says = (what: string) => `console.log('${what}', ...process.argv.slice(2))`
    await put('src/cli/main.ts', says('sources'))
    for (const file of [
      'src/gone.ts',
      'mock/a.ts',
      'config/a.ts',
      'scripts/bundleProgram.ts',
      'package.json',
      'package-lock.json',
    ])
      await put(file, file.endsWith('.json') ? '{}' : '')
    await put('dist/0123456789abcdef/main.js', says('bundle'))
    for (const folder of ['src', 'src/cli', 'mock', 'config']) await utimes(join(root.path, folder), longAgo, longAgo)
    await mkdir(join(root.path, 'bin'))
    await copyFile(weighthouse, join(root.path, 'bin', 'weighthouse'))
    await symlink(join(dirname(weighthouse), '..', 'node_modules'), join(root.path, 'node_modules'))
    await put('dist/current', '0123456789abcdef\n', built)
  })
  afterEach(() => root.remove())

  async function start(...args: string[]): Promise<string> {
    const env = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(root.path, 'compiled') }
    return (await promisify(execFile)(join(root.path, 'bin', 'weighthouse'), args, { env })).stdout.trim()
  }

  it('runs the bundle while no source is newer', async () => {
    expect(await start('list', 'two words')).toBe('bundle list two words')
  })

  it.each(['src/cli/main.ts', 'src/cli/new.ts', 'mock/a.ts', 'config/a.ts', 'package-lock.json'])(
    'runs the sources when %s is newer than the bundle',
    async (path) => {
      await put(path, path.endsWith('main.ts') ? "console.log('changed')" : '{}', new Date())
      expect(await start()).toBe(path.endsWith('main.ts') ? 'changed' : 'sources')
    },
  )

  it('runs the sources when one of them is gone', async () => {
    await rm(join(root.path, 'src', 'gone.ts'))
    expect(await start()).toBe('sources')
  })

  it('runs the sources when a release was unpacked over them, with its older times', async () => {
    expect(await start()).toBe('bundle')
    await put('src/cli/main.ts', "console.log('release')")
    expect(await start()).toBe('release')
  })

  it('runs the sources when there is no bundle, or not the one that is named', async () => {
    await put('dist/current', 'fedcba9876543210\n', built)
    expect(await start()).toBe('sources')
    await rm(join(root.path, 'dist'), { recursive: true })
    expect(await start()).toBe('sources')
  })
})
