import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { createUpdates } from '../order/updates/createUpdates.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

describe('checking for updates', () => {
  let home: string
  let mock: MockServers
  let house: TestHouse
  let closed = false
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'weighthouse-updates-'))
    mock = await startMockServers({ maxFileSize: 20_000 })
    house = await openTestHouse({ home, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
  })
  afterEach(async () => {
    await house.close()
    if (!closed) await mock.close()
    await rm(home, { recursive: true })
  })

  test('asks the source, and says what it cannot find out', async () => {
    const model = 'stellar-labs/Aurora-7B-Instruct'
    expect(await house.run('pull', { model })).toMatchObject({ state: 'completed' })
    const { library, catalog, sources } = house
    const updates = createUpdates({ library, catalog, sources, clock: Date.now })
    expect(await updates.check()).toMatchObject({ total: 1, current: 1, updates: [], problems: [] })

    // As if it had been pulled a commit ago.
    const slug = (await library.list()).models[0]?.slug ?? ''
    const { metadata, path } = await library.get(slug)
    const files = metadata.files.map((file) =>
      file.path.endsWith('.safetensors') ? { ...file, sha256: 'f'.repeat(64) } : file,
    )
    const weights = files.filter(({ sha256 }) => sha256 === 'f'.repeat(64)).length
    const before = { ...metadata, commit: '0'.repeat(40), files }
    await writeFile(join(path, 'metadata.json'), JSON.stringify(before))
    const report = await updates.check()
    expect(report).toMatchObject({ total: 1, current: 0, problems: [] })
    expect(report.updates).toMatchObject([
      { slug, current: '0'.repeat(40), latest: metadata.commit, reference: model, toldBy: 'source' },
    ])
    expect(report.updates[0]?.files.filter(({ change }) => change === 'changed')).toHaveLength(weights)
    expect(weights).toBeGreaterThan(0)

    await writeFile(join(path, 'overrides.json'), JSON.stringify({ updates: { ignore: [metadata.commit] } }))
    expect((await updates.check()).updates).toEqual([])
    await writeFile(join(path, 'overrides.json'), JSON.stringify({ updates: { ignore: true } }))
    expect(await updates.check()).toMatchObject({ total: 0, updates: [] })
    await rm(join(path, 'overrides.json'))

    await mock.close()
    closed = true
    const lost = await updates.check()
    expect(lost.problems).toMatchObject([{ slug, code: 'SOURCE_UNREACHABLE' }])
    await expect(updates.check({ models: ['nobody--nothing'] })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })
})
