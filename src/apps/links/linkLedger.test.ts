import { afterEach, beforeEach, expect, it } from 'vitest'

import { describeEngines, type TestDatabase } from '../../../test/support/engines.ts'
import type { AppLinkTable } from '../../database/schema.ts'
import { createInstallations } from '../installations.ts'
import { createLinkLedger, type LinkLedger } from './linkLedger.ts'

function row(targetPath: string, slug = 'a--b'): AppLinkTable {
  return {
    target_path: targetPath,
    installation_id: 'comfyui',
    slug,
    source_path: '/library/a',
    kind: 'symlink',
    state: 'planned',
    inode: null,
    created_at: 1,
    detail: null,
  }
}

describeEngines('the ledger of links', (open) => {
  let opened: TestDatabase
  let ledger: LinkLedger
  beforeEach(async () => {
    opened = await open()
    ledger = createLinkLedger(opened.database)
    await createInstallations(opened.database).save('comfyui', { path: '/c', modelsPath: '/c/models', version: '1' }, 1)
  })
  afterEach(() => opened.remove())

  it('plans rows, all or none, when another process has taken one of the places', async () => {
    await ledger.plan([row('/c/models/b')], new Set())
    await expect(ledger.plan([row('/c/models/a'), row('/c/models/b', 'other')], new Set())).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { path: '/c/models/b' },
    })
    expect(await ledger.ofInstallation('comfyui')).toEqual([row('/c/models/b')])
  })

  it('overwrites the rows that the caller has seen, and keeps when they were made', async () => {
    await ledger.plan([row('/c/models/a')], new Set())
    await ledger.plan([{ ...row('/c/models/a', 'new'), created_at: 2 }], new Set(['/c/models/a']))
    expect(await ledger.ofModel('new')).toEqual([row('/c/models/a', 'new')])
  })

  it('marks, restores, counts and forgets', async () => {
    const rows = [row('/c/models/a'), row('/c/models/b'), { ...row('/c/models'), kind: 'directory' }]
    await ledger.plan(rows, new Set())
    await ledger.place([{ targetPath: '/c/models/a', inode: '18446744073709551615' }])
    expect(await ledger.ofInstallation('comfyui')).toContainEqual({
      ...row('/c/models/a'),
      state: 'placed',
      inode: '18446744073709551615',
    })
    await ledger.restore([row('/c/models/a')])
    expect(await ledger.counts()).toEqual(new Map([['comfyui', 2]]))
    await ledger.forget(['/c/models/a', '/c/models/b', '/not/there'])
    expect((await ledger.ofInstallation('comfyui')).map((found) => found.target_path)).toEqual(['/c/models'])
  })
})

describeEngines('the installations', (open) => {
  let opened: TestDatabase
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => opened.remove())

  it('know one by its folder or its models folder, and number the others', async () => {
    const installations = createInstallations(opened.database)
    const first = await installations.save('comfyui', { path: '/a', modelsPath: '/a/models', version: '1' }, 1)
    const again = await installations.save('comfyui', { path: '/moved', modelsPath: '/a/models', version: '2' }, 2)
    expect(again).toEqual({ ...first, version: '2' })
    const second = await installations.save('comfyui', { path: '/b', modelsPath: '/b/models', version: '1' }, 3)
    expect((await installations.list()).map(({ id }) => id)).toEqual(['comfyui', 'comfyui-2'])
    await createLinkLedger(opened.database).plan([{ ...row('/b/models/x'), installation_id: second.id }], new Set())
    await installations.forget(second.id)
    expect(await installations.choose([])).toEqual([again])
  })
})
