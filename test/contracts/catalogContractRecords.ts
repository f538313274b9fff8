import { makeRecord } from './catalogFixtures.ts'

/* A few models that are enough to tell every filter, sort and facet of the catalog's contract apart. */

export const qwen = 'Qwen/Qwen2.5-7B-Instruct'
export const gguf = 'bartowski/Qwen2.5-7B-Instruct-GGUF'
export const llama = 'meta-llama/Llama-3.1-8B'
export const awq = 'someone/qwen-tuned-AWQ'
/** All, in the order of writing. */
export const ids = [qwen, gguf, llama, 'gpt2', awq, '4201']
/** Of the file of {@link qwen}. */
export const hash = 'f7b02944db5d99ed5c55a7a4e9225d8bdfd147b2a1b2c3d4e5f60718293a4b5c'

export const huggingFace = [
  makeRecord(qwen, {
    task: 'text-generation',
    library: 'transformers',
    license: 'apache-2.0',
    downloads: 9_000,
    likes: 50,
    trendingScore: 3.5,
    createdAt: 300,
    updatedAt: 310,
    parameters: 7_600_000_000,
    storageBytes: 15_000,
    tags: ['transformers', 'safetensors', 'chat'],
    languages: ['en'],
    siblings: [{ path: 'model.safetensors', size: 15_000, sha256: hash }],
  }),
  makeRecord(gguf, {
    task: 'text-generation',
    license: 'apache-2.0',
    downloads: 4_000,
    likes: 70,
    trendingScore: 1,
    createdAt: 400,
    updatedAt: 400,
    storageBytes: 90_000,
    tags: ['gguf'],
    languages: ['en', 'zh'],
    baseModels: [{ id: qwen, relation: 'quantized', declared: true }],
  }),
  makeRecord(llama, {
    task: 'text-generation',
    library: 'transformers',
    license: 'llama3.1',
    downloads: 7_000,
    likes: 90,
    trendingScore: 2,
    createdAt: 200,
    updatedAt: 500,
    gated: true,
    parameters: 8_030_000_000,
    storageBytes: 16_000,
    tags: ['safetensors', 'facebook'],
    languages: ['en'],
    datasets: ['c4'],
  }),
  makeRecord('gpt2', { downloads: 7_000, likes: 10, createdAt: 100, tags: ['exbert'] }),
  makeRecord(awq, {
    license: 'cc-by-nc-4.0',
    downloads: 10,
    likes: 0,
    tags: ['awq'],
    baseModels: [{ id: gguf.toLowerCase(), relation: 'finetune', declared: true }],
  }),
]
export const civitai = [
  makeRecord('4201', {
    source: 'civitai',
    name: 'Réalistic Vision "AND" NEAR(*)',
    author: 'SG_161222',
    task: 'Checkpoint',
    downloads: 1_000_000,
    likes: 70,
    nsfwLevel: 1 + 4,
    tags: ['photo-real'],
    base: 'SD 1.5',
    triggerWords: ['analog style'],
  }),
]
