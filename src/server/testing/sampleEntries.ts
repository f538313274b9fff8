import type { SourceRecord } from '../../catalog/catalog.ts'
import type { Entry } from '../../sources/source.ts'

const common: Omit<
  Entry,
  'slug' | 'id' | 'name' | 'author' | 'downloads' | 'likes' | 'parameters' | 'tags' | 'baseModels' | 'siblings'
> = {
  source: 'huggingface',
  task: 'text-generation',
  library: 'transformers',
  license: 'apache-2.0',
  trendingScore: undefined,
  createdAt: 1_700_000_000_000,
  updatedAt: 1_710_000_000_000,
  gated: false,
  storageBytes: undefined,
  nsfwLevel: 0,
  revision: undefined,
  datasets: [],
  searchText: [],
}

/** A parent, its quantized child, and a grandchild, as a source would have told them. */
export const sampleEntries: SourceRecord[] = [
  {
    entry: {
      ...common,
      slug: 'acme--Otter-7B',
      id: 'acme/Otter-7B',
      name: 'Otter-7B',
      author: 'acme',
      downloads: 9_007_199_254_740_991,
      likes: 12,
      parameters: 7_000_000_000,
      tags: [{ tag: 'safetensors', kind: 'format' }],
      baseModels: [],
      siblings: [{ path: 'model.safetensors', size: 15_000_000_000, sha256: 'a'.repeat(64) }],
    },
    record: { id: 'acme/Otter-7B', cardData: { license: 'apache-2.0' }, unknown: [1, null] },
  },
  {
    entry: {
      ...common,
      slug: 'acme--Otter-7B-GGUF',
      id: 'acme/Otter-7B-GGUF',
      name: 'Otter-7B-GGUF',
      author: 'acme',
      downloads: 500,
      likes: 3,
      parameters: undefined,
      tags: [{ tag: 'gguf', kind: 'format' }],
      baseModels: [{ id: 'acme/Otter-7B', relation: 'quantized', declared: true }],
      siblings: [],
    },
    record: { id: 'acme/Otter-7B-GGUF' },
  },
  {
    entry: {
      ...common,
      slug: 'someone--Otter-7B-GGUF-merge',
      id: 'someone/Otter-7B-GGUF-merge',
      name: 'Otter-7B-GGUF-merge',
      author: 'someone',
      downloads: 20,
      likes: 0,
      parameters: undefined,
      tags: [],
      baseModels: [{ id: 'acme/Otter-7B-GGUF', relation: 'merge', declared: false }],
      siblings: [],
    },
    record: { id: 'someone/Otter-7B-GGUF-merge' },
  },
]
