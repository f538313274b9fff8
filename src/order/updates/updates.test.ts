import { describe, expect, test } from 'vitest'

import { civitaiModel } from '../../sources/civitai/civitaiModel.ts'
import { compareFiles } from './compareFiles.ts'
import { findNewerVersion } from './findNewerVersion.ts'
import type { Shelved } from './readShelved.ts'

const shelved: Shelved = {
  slug: 'civitai-7',
  officialName: 'Seven',
  source: 'civitai',
  id: '7',
  commit: '100',
  revision: undefined,
  files: [{ path: 'seven.safetensors', size: 10, sha256: undefined }],
  ignored: new Set(),
  identified: false,
}
const version = (id: number, more: object = {}) => ({
  id,
  name: `v${id}`,
  baseModel: 'SDXL 1.0',
  status: 'Published',
  availability: 'Public',
  publishedAt: '2026-01-02T03:04:05.000Z',
  files: [{ id: id * 10, name: 'seven.safetensors', sizeKB: 20 / 1024 }],
  ...more,
})
const newer = (versions: object[], of: Partial<Shelved> = {}) =>
  findNewerVersion(civitaiModel.parse({ id: 7, modelVersions: versions }), { ...shelved, ...of }, Date.UTC(2026, 5, 1))

describe('a newer version at CivitAI', () => {
  test('is the newest of the same base model, even if another one came later', () => {
    expect(newer([version(103, { baseModel: 'Flux.1 D' }), version(102), version(101), version(100)])).toMatchObject({
      latest: '102',
      reference: 'civitai-7@102',
      publishedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      files: [{ path: 'seven.safetensors', change: 'changed', size: 20 }],
      note: '',
    })
  })

  test('of another base model is offered with a note when there is no other', () => {
    expect(newer([version(103, { baseModel: 'Flux.1 D' }), version(100)])).toMatchObject({
      latest: '103',
      note: 'for Flux.1 D, not SDXL 1.0',
    })
  })

  test('is none in early access, none that is ignored, none that is older, none that is not published', () => {
    expect(newer([version(101, { availability: 'EarlyAccess' }), version(100), version(99)])).toBeUndefined()
    expect(newer([version(101, { earlyAccessEndsAt: '2026-07-01T00:00:00Z' }), version(100)])).toBeUndefined()
    expect(newer([version(101, { earlyAccessEndsAt: '2026-05-01T00:00:00Z' }), version(100)])).toMatchObject({
      latest: '101',
    })
    expect(newer([version(101), version(100)], { ignored: new Set(['101']) })).toBeUndefined()
    expect(newer([version(101, { status: 'Draft' }), version(100)])).toBeUndefined()
  })
})

describe('files that differ', () => {
  test('are told by hash before size; files of kinds that were left out do not count as new', () => {
    const here = [
      { path: 'a.safetensors', size: 5, sha256: 'aa' },
      { path: 'b.safetensors', size: 5, sha256: undefined },
      { path: 'gone.safetensors', size: 5, sha256: 'cc' },
    ]
    const there = [
      { path: 'a.safetensors', size: 5, sha256: 'ab' },
      { path: 'b.safetensors', size: 5, sha256: 'bb' },
      { path: 'c.safetensors', size: 6, sha256: 'dd' },
      { path: 'c.gguf', size: 6, sha256: 'ee' },
    ]
    expect(compareFiles(here, there).map(({ path, change }) => `${change} ${path}`)).toEqual([
      'changed a.safetensors',
      'added c.safetensors',
      'removed gone.safetensors',
    ])
  })
})
