import { link, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { describeEngines, type TestDatabase } from '../../../test/support/engines.ts'
import { readTree } from '../../../test/support/readTree.ts'
import type { WantedLink } from '../mapping/wanted.ts'
import { applyPlan } from './applyPlan.ts'
import { createLinkLedger, type LinkLedger } from './linkLedger.ts'
import { planInstallation } from './planInstallation.ts'
import type { PlannedAction } from './plannedAction.ts'

let root: string
let opened: TestDatabase
let ledger: LinkLedger
function wanted(name: string, place: string, library = 'library'): WantedLink {
  const sourcePath = join(root, library, name)
  return {
    slug: name,
    method: 'symlink',
    sourcePath,
    root: join(root, 'models'),
    targetPath: join(root, 'models', place),
    rule: 'rule',
    offline: false,
  }
}

async function plan(links: WantedLink[]): Promise<PlannedAction[]> {
  const rows = await ledger.ofInstallation('app')
  return planInstallation({ wanted: links, rows, isInScope: () => true })
}

const apply = (actions: PlannedAction[]) => applyPlan({ installationId: 'app', actions, ledger, now: 1 })

describeEngines('applyPlan', (open) => {
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'weighthouse-apply-'))
    for (const folder of ['models', 'library', 'moved']) await mkdir(join(root, folder))
    for (const name of ['a', 'b', 'c', 'd']) {
      await writeFile(join(root, 'library', name), name)
      await writeFile(join(root, 'moved', name), name)
    }
    opened = await open()
    const { database } = opened
    ledger = createLinkLedger(database)
    await database.kysely
      .insertInto('app_installation')
      .values({
        id: 'app',
        app: 'app',
        version: '1',
        path: root,
        models_path: join(root, 'models'),
        added_at: 0,
        url: null,
        variant: 'default',
      })
      .execute()
  })
  afterEach(async () => {
    await opened.remove()
    await rm(root, { recursive: true })
  })

  test('takes every step back when the disk is no longer as the plan saw it', async () => {
    const actions = await plan([wanted('a', 'x/a'), wanted('b', 'y/z/b'), wanted('c', 'c')])
    await writeFile(join(root, 'models/c'), 'came meanwhile')
    await expect(apply(actions)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(join(root, 'models/c')) as string,
    })
    expect(await readTree(join(root, 'models'))).toEqual({ c: 'came meanwhile' })
    expect(await ledger.ofInstallation('app')).toEqual([])
  })

  test('takes repairs and removals back too, ledger and all', async () => {
    await apply(await plan([wanted('a', 'a'), wanted('b', 'b/b'), wanted('c', 'c')]))
    const before = await readTree(join(root, 'models'))
    const links = (await ledger.ofInstallation('app')).map(({ target_path, source_path }) => [target_path, source_path])

    const actions = await plan([wanted('a', 'a', 'moved'), wanted('d', 'y/d')])
    expect(actions.map(({ action, slug }) => `${action} ${slug}`)).toEqual([
      'repair a',
      'create d',
      'remove b',
      'remove c',
    ])
    // Holds the inodes, so that what is made again gets others.
    await link(join(root, 'models/a'), join(root, 'held-a'))
    await link(join(root, 'models/b/b'), join(root, 'held-b'))
    await unlink(join(root, 'models/c'))
    await symlink('/somewhere/else', join(root, 'models/c'))
    await expect(apply(actions)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readTree(join(root, 'models'))).toEqual({ ...before, c: '-> /somewhere/else' })
    const rows = await ledger.ofInstallation('app')
    expect(rows.map(({ target_path, source_path }) => [target_path, source_path])).toEqual(links)
    expect(rows.every(({ state }) => state === 'placed')).toBe(true)

    const again = await plan([wanted('a', 'a'), wanted('b', 'b/b')])
    expect(again.map(({ action, slug }) => `${action} ${slug}`)).toEqual(['keep a', 'keep b', 'conflict c'])
  })

  test('lets a folder that someone else makes at the same moment be theirs', async () => {
    const actions = await plan([wanted('a', 'x/a')])
    await mkdir(join(root, 'models/x'))
    await apply(actions)
    await apply(await plan([]))
    expect(await readTree(join(root, 'models'))).toEqual({ x: '/' })
    expect(await ledger.ofInstallation('app')).toEqual([])
  })

  test('refuses to make what another process has planned meanwhile', async () => {
    const [first, second] = [await plan([wanted('a', 'a')]), await plan([wanted('a', 'a')])]
    await apply(first)
    await expect(apply(second)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await plan([wanted('a', 'a')])).map(({ action }) => action)).toEqual(['keep'])
  })
})
