const common = {
  pipeline_tag: 'text-generation',
  library_name: 'transformers',
  createdAt: '2023-11-14T22:13:20.000Z',
  lastModified: '2024-03-09T16:00:00.000Z',
}

/** A parent, its quantized child, and a grandchild whose relation is inferred, as Hugging Face would have told them. */
export const sampleRecords = [
  {
    ...common,
    id: 'acme/Otter-7B',
    downloads: 9_007_199_254_740_991,
    likes: 12,
    tags: ['transformers', 'safetensors', 'text-generation', 'license:apache-2.0'],
    cardData: { license: 'apache-2.0' },
    safetensors: { parameters: { BF16: 7_000_000_000 }, total: 7_000_000_000 },
    siblings: [
      { rfilename: 'model.safetensors', size: 15_000_000_000, lfs: { sha256: 'a'.repeat(64), size: 15_000_000_000 } },
    ],
    unknown: [1, null],
  },
  {
    ...common,
    id: 'acme/Otter-7B-GGUF',
    downloads: 500,
    likes: 3,
    tags: [
      'transformers',
      'gguf',
      'text-generation',
      'license:apache-2.0',
      'base_model:acme/Otter-7B',
      'base_model:quantized:acme/Otter-7B',
    ],
    cardData: { license: 'apache-2.0', base_model: 'acme/Otter-7B' },
  },
  {
    ...common,
    id: 'someone/Otter-7B-tuned',
    downloads: 20,
    likes: 0,
    tags: ['transformers', 'text-generation', 'license:other'],
    cardData: {
      license: 'other',
      license_name: 'otter-license',
      license_link: 'https://example.com/license',
      base_model: 'acme/Otter-7B-GGUF',
    },
  },
] as const
