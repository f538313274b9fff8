import type { ManifestFilter } from '../src/manifests/manifestFilter.ts'

const billion = 1_000_000_000

// https://huggingface.co/docs/hub/repositories-licenses
const gpl = ['gpl', 'gpl-2.0', 'gpl-3.0', 'lgpl', 'lgpl-2.1', 'lgpl-3.0', 'agpl-3.0'] as const

const loras = ['lora', 'locon', 'dora'] as const
const sd15 = ['base:SD 1.5', 'base:SD 1.5 LCM', 'base:SD 1.5 Hyper'] as const
const sdxl = [
  'base:SDXL 0.9',
  'base:SDXL 1.0',
  'base:SDXL 1.0 LCM',
  'base:SDXL Distilled',
  'base:SDXL Hyper',
  'base:SDXL Lightning',
  'base:SDXL Turbo',
] as const
const flux = [
  'base:Flux.1 D',
  'base:Flux.1 S',
  'base:Flux.1 Kontext',
  'base:Flux.1 Krea',
  'base:Flux.2 D',
  'base:Flux.2 Klein 4B',
  'base:Flux.2 Klein 4B-base',
  'base:Flux.2 Klein 9B',
  'base:Flux.2 Klein 9B-base',
] as const

// CivitAI's levels are bits: PG 1, PG-13 2, R 4, X 8.
const pg = 1
const pg13 = 3
const r = 7
const x = 15

/**
 * The lists that `weighthouse manifests build` publishes, each as a file of its own: `small` of Hugging Face becomes
 * `hf-small.json`, `filter/sdxl` of CivitAI becomes `civitai-filter-sdxl.json`. Pages, menus and sitemaps may read this
 * table too: a list is added or removed here and nowhere else.
 */
export const filters = [
  { name: 'likes', source: 'huggingface', description: 'Most liked', query: { sort: 'likes' } },
  { name: 'recent', source: 'huggingface', description: 'Updated last', query: { sort: 'updated' } },
  { name: 'trending', source: 'huggingface', description: 'Trending now', query: { sort: 'trending' } },
  {
    name: 'downloads',
    source: 'huggingface',
    description: 'Most downloaded in the last 30 days',
    query: { sort: 'downloads' },
  },

  {
    name: 'text-generation',
    source: 'huggingface',
    description: 'Text generation',
    query: { sort: 'downloads', tasks: ['text-generation'] },
  },
  {
    name: 'image-text-to-text',
    source: 'huggingface',
    description: 'Text from images and text',
    query: { sort: 'downloads', tasks: ['image-text-to-text'] },
  },
  {
    name: 'text-to-image',
    source: 'huggingface',
    description: 'Images from text',
    query: { sort: 'downloads', tasks: ['text-to-image'] },
  },
  {
    name: 'feature-extraction',
    source: 'huggingface',
    description: 'Embeddings',
    query: { sort: 'downloads', tasks: ['feature-extraction'] },
  },
  {
    name: 'sentence-similarity',
    source: 'huggingface',
    description: 'Sentence similarity',
    query: { sort: 'downloads', tasks: ['sentence-similarity'] },
  },
  {
    name: 'question-answering',
    source: 'huggingface',
    description: 'Question answering',
    query: { sort: 'downloads', tasks: ['question-answering'] },
  },
  {
    name: 'automatic-speech-recognition',
    source: 'huggingface',
    description: 'Speech recognition',
    query: { sort: 'downloads', tasks: ['automatic-speech-recognition'] },
  },
  {
    name: 'text-to-speech',
    source: 'huggingface',
    description: 'Speech from text',
    query: { sort: 'downloads', tasks: ['text-to-speech'] },
  },

  {
    name: 'small',
    source: 'huggingface',
    description: 'Less than 4 billion weights',
    query: { sort: 'downloads', parameters: { to: 4 * billion } },
  },
  {
    name: 'medium',
    source: 'huggingface',
    description: '4 to 15 billion weights',
    query: { sort: 'downloads', parameters: { from: 4 * billion, to: 15 * billion } },
  },
  {
    name: 'large',
    source: 'huggingface',
    description: '15 billion weights and more',
    query: { sort: 'downloads', parameters: { from: 15 * billion } },
  },

  {
    name: 'apache-2.0',
    source: 'huggingface',
    description: 'Apache 2.0',
    query: { sort: 'downloads', licenses: ['apache-2.0'] },
  },
  { name: 'mit', source: 'huggingface', description: 'MIT', query: { sort: 'downloads', licenses: ['mit'] } },
  {
    name: 'gpl',
    source: 'huggingface',
    description: 'GPL, LGPL and AGPL',
    query: { sort: 'downloads', licenses: gpl },
  },
  {
    name: 'cc-by-4.0',
    source: 'huggingface',
    description: 'Creative Commons BY 4.0',
    query: { sort: 'downloads', licenses: ['cc-by-4.0'] },
  },
  {
    name: 'cc-by-sa-4.0',
    source: 'huggingface',
    description: 'Creative Commons BY-SA 4.0',
    query: { sort: 'downloads', licenses: ['cc-by-sa-4.0'] },
  },

  {
    name: 'transformers',
    source: 'huggingface',
    description: 'For Transformers',
    query: { sort: 'downloads', tags: ['transformers'] },
  },
  {
    name: 'diffusers',
    source: 'huggingface',
    description: 'For Diffusers',
    query: { sort: 'downloads', tags: ['diffusers'] },
  },
  {
    name: 'sentence-transformers',
    source: 'huggingface',
    description: 'For Sentence Transformers',
    query: { sort: 'downloads', tags: ['sentence-transformers'] },
  },
  {
    name: 'pytorch',
    source: 'huggingface',
    description: 'For PyTorch',
    query: { sort: 'downloads', tags: ['pytorch'] },
  },
  {
    name: 'tensorflow',
    source: 'huggingface',
    description: 'For TensorFlow',
    query: { sort: 'downloads', tags: ['tf'] },
  },
  { name: 'mlx', source: 'huggingface', description: 'For MLX', query: { sort: 'downloads', tags: ['mlx'] } },
  {
    name: 'safetensors',
    source: 'huggingface',
    description: 'With safetensors files',
    query: { sort: 'downloads', tags: ['safetensors'] },
  },
  { name: 'gguf', source: 'huggingface', description: 'With GGUF files', query: { sort: 'downloads', tags: ['gguf'] } },
  { name: 'onnx', source: 'huggingface', description: 'With ONNX files', query: { sort: 'downloads', tags: ['onnx'] } },

  {
    name: 'AllTime/All/All/downloads/Soft',
    source: 'civitai',
    description: 'Most downloaded, suitable for most',
    query: { sort: 'downloads', nsfwMask: pg13 },
  },
  {
    name: 'Month/All/All/downloads/Soft',
    source: 'civitai',
    description: 'Most downloaded of those made or changed this month',
    query: { sort: 'downloads', nsfwMask: pg13, withinDays: 30 },
  },
  {
    name: 'Week/All/All/downloads/Soft',
    source: 'civitai',
    description: 'Most downloaded of those made or changed this week',
    query: { sort: 'downloads', nsfwMask: pg13, withinDays: 7 },
  },
  {
    name: 'AllTime/All/All/likes/Soft',
    source: 'civitai',
    description: 'Most liked, suitable for most',
    query: { sort: 'likes', nsfwMask: pg13 },
  },

  {
    name: 'filter/checkpoints',
    source: 'civitai',
    description: 'Checkpoints',
    query: { sort: 'downloads', tasks: ['checkpoint'] },
  },
  { name: 'filter/loras', source: 'civitai', description: 'LoRAs', query: { sort: 'downloads', tasks: loras } },
  {
    name: 'filter/textual-inversion',
    source: 'civitai',
    description: 'Textual inversions',
    query: { sort: 'downloads', tasks: ['textualinversion'] },
  },
  {
    name: 'filter/controlnet',
    source: 'civitai',
    description: 'ControlNets',
    query: { sort: 'downloads', tasks: ['controlnet'] },
  },

  {
    name: 'filter/sd15',
    source: 'civitai',
    description: 'For Stable Diffusion 1.5',
    query: { sort: 'downloads', tags: sd15 },
  },
  {
    name: 'filter/sdxl',
    source: 'civitai',
    description: 'For Stable Diffusion XL',
    query: { sort: 'downloads', tags: sdxl },
  },
  { name: 'filter/flux', source: 'civitai', description: 'For Flux', query: { sort: 'downloads', tags: flux } },

  {
    name: 'filter/week/checkpoints/sdxl',
    source: 'civitai',
    description: 'Stable Diffusion XL checkpoints of this week',
    query: { sort: 'downloads', tasks: ['checkpoint'], tags: sdxl, withinDays: 7 },
  },
  {
    name: 'filter/month/checkpoints/sdxl',
    source: 'civitai',
    description: 'Stable Diffusion XL checkpoints of this month',
    query: { sort: 'downloads', tasks: ['checkpoint'], tags: sdxl, withinDays: 30 },
  },
  {
    name: 'filter/month/loras/sdxl',
    source: 'civitai',
    description: 'Stable Diffusion XL LoRAs of this month',
    query: { sort: 'downloads', tasks: loras, tags: sdxl, withinDays: 30 },
  },

  { name: 'filter/pg', source: 'civitai', description: 'Rated PG', query: { sort: 'downloads', nsfwMask: pg } },
  {
    name: 'filter/pg13',
    source: 'civitai',
    description: 'Rated up to PG-13',
    query: { sort: 'downloads', nsfwMask: pg13 },
  },
  { name: 'filter/r', source: 'civitai', description: 'Rated up to R', query: { sort: 'downloads', nsfwMask: r } },
  { name: 'filter/x', source: 'civitai', description: 'Rated up to X', query: { sort: 'downloads', nsfwMask: x } },
] as const satisfies readonly ManifestFilter[]
