import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestLibrary, type TestLibrary } from '../../test/support/openTestLibrary.ts'
import { readTree } from '../../test/support/readTree.ts'
import { shelvingRevisions } from '../../test/support/shelvingRevisions.ts'

let home: TestLibrary
beforeEach(async () => {
  home = await openTestLibrary(Date.now())
})
afterEach(() => home.close())

const slug = 'owner--model'
const folder = () => join(home.home, 'models/unknown/unknown/model')

/** Runs the shelving process and kills it some time after it began the given revision for the n-th time. */
async function shelveAndKill(commit: string, delayMs: number, times = 2): Promise<void> {
  const child = spawn(process.execPath, ['test/support/shelvingProcess.ts', home.home, slug], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let seen = 0
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    seen += String(chunk).split(`${commit}\n`).length - 1
    if (seen < times) continue
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    child.kill('SIGKILL')
    break
  }
  await ended
}

/** The files of a tree as a revision lists them: without metadata.json and folders. */
function filesOf(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path, text]) => text !== '/' && path !== 'metadata.json'))
}

describe('a process that is killed while it shelves', () => {
  const moments = [0, 1, 2, 3, 5, 8, 13, 21].flatMap((delayMs) => [
    ['old', delayMs] as const,
    ['new', delayMs] as const,
  ])
  test.each(moments)(
    'in revision %s, %i ms in: the next start finds the old or the new model, whole',
    async (commit, delayMs) => {
      await shelveAndKill(commit, delayMs)
      const library = await home.reopen()
      const { metadata } = await library.get(slug)
      const [, expected] = shelvingRevisions.find(([name]) => name === metadata.commit) ?? []
      expect(filesOf(await readTree(folder()))).toEqual(expected)
      expect(Object.keys(expected ?? {}).sort()).toEqual(metadata.files.map(({ path }) => path).sort())
      expect(await library.scan()).toMatchObject({ models: 1, problems: [] })
      expect(Object.keys(await readTree(dirname(folder()))).filter((path) => path.includes('shelving'))).toEqual([])
    },
  )

  test.each([0, 2, 4, 8])('for the first time, %i ms in: the model is not there or whole', async (delayMs) => {
    await shelveAndKill('old', delayMs, 1)
    const library = await home.reopen()
    const report = await library.scan()
    expect(report.problems).toEqual([])
    const [[, expected]] = shelvingRevisions
    const found = report.models === 0 ? expected : filesOf(await readTree(folder()))
    expect(found).toEqual(expected)
    expect((await library.list()).total).toBe(report.models)
  })

  test('a folder that was half built is cleared away by a scan, and a look-alike of the user is not', async () => {
    const parent = dirname(folder())
    const dead = join(parent, '.model.0123456789abcdef.shelving')
    await mkdir(dead, { recursive: true })
    await writeFile(join(dead, 'part.bin'), 'half')
    const marker = {
      token: '0123456789abcdef',
      slug,
      pid: 2 ** 22 + 1,
      host: (await import('node:os')).hostname(),
      started_at: 0,
    }
    await writeFile(join(dead, '.weighthouse-shelving'), JSON.stringify(marker))
    const theirs = join(parent, '.model.fedcba9876543210.shelving')
    await mkdir(theirs)
    await writeFile(join(theirs, 'mine.txt'), 'mine')
    await utimes(theirs, 0, 0)

    expect(await home.library.scan()).toMatchObject({
      recovered: 1,
      problems: [{ path: theirs, reason: 'it looks like one of our leftovers but has no marker' }],
    })
    expect(await readTree(parent)).toEqual({
      '.model.fedcba9876543210.shelving': '/',
      '.model.fedcba9876543210.shelving/mine.txt': 'mine',
    })
  })

  test('a change that cannot be finished because the store lost bytes is reported, and a new pull mends it', async () => {
    const [old, next] = shelvingRevisions
    await home.shelve(slug, old[1], { commit: 'old' })
    const before = JSON.parse(await readFile(join(folder(), 'metadata.json'), 'utf8')) as { files: object[] }
    const pulled = await home.pulled(slug, next[1], { commit: 'new' })
    const files = pulled.files.map((file) => ({ ...file, placement: 'hardlink' }))
    await writeFile(
      join(folder(), '.weighthouse-shelving'),
      JSON.stringify({
        token: '0123456789abcdef',
        slug,
        pid: 2 ** 22 + 1,
        host: (await import('node:os')).hostname(),
        started_at: 0,
        change: { ours: before.files, next: { ...before, commit: 'new', files } },
      }),
    )
    const lost = pulled.files.find(({ path }) => path === 'changing/part-7.bin')
    await home.store.delete(lost?.sha256 ?? '')
    const report = await home.library.scan()
    expect(report.problems).toHaveLength(1)
    expect(report.problems[0]?.reason).toContain(lost?.sha256)

    await home.shelve(slug, next[1], { commit: 'new' })
    expect(filesOf(await readTree(folder()))).toEqual(next[1])
    expect(await home.library.scan()).toMatchObject({ models: 1, problems: [] })
  })
})
