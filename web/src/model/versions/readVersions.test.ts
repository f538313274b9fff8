import { expect, it } from 'vitest'

import { readVersions } from './readVersions.ts'

it('reads published versions with base model, trigger words and files', () => {
  const record = {
    modelVersions: [
      {
        id: 20,
        name: 'v2',
        status: 'Published',
        baseModel: 'SD 1.5',
        publishedAt: '2024-05-01T00:00:00.000Z',
        trainedWords: ['ink wash, brush', 'ink wash'],
        stats: { downloadCount: 12 },
        files: [
          {
            name: 'ink.safetensors',
            sizeKB: 1.5,
            hashes: { SHA256: 'AB', AutoV2: 'CD12', BLAKE3: null },
            metadata: { format: 'SafeTensor' },
          },
        ],
      },
      { id: 10, status: 'Draft' },
    ],
  }
  expect(readVersions(record)).toEqual([
    {
      id: '20',
      name: 'v2',
      baseModel: 'SD 1.5',
      triggerWords: ['ink wash', 'brush'],
      publishedAt: Date.UTC(2024, 4, 1),
      downloads: 12,
      files: [{ name: 'ink.safetensors', size: 1536n, sha256: 'ab', hashes: { autov2: 'cd12' }, format: 'SafeTensor' }],
    },
  ])
})

it('leaves unknown what a record does not tell, and reads nothing from a record without versions', () => {
  expect(readVersions({ modelVersions: [{ id: 7, files: [{ name: 'a.pt' }, null] }, 'x'] })).toEqual([
    {
      id: '7',
      name: '7',
      baseModel: '',
      triggerWords: [],
      publishedAt: undefined,
      downloads: undefined,
      files: [{ name: 'a.pt', size: undefined, sha256: '', hashes: {}, format: '' }],
    },
  ])
  expect(readVersions({ mode: 'Archived', modelVersions: [{ id: 7, files: [{ name: 'a.pt' }] }] })[0]?.files).toEqual(
    [],
  )
  expect([undefined, null, {}, { modelVersions: 'none' }].map(readVersions)).toEqual([[], [], [], []])
})
