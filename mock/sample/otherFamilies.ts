import { european, type Family } from './family.ts'

/** Everything that is not a language model to chat with. */
export const otherFamilies: readonly Family[] = [
  family(
    'prism-collective',
    'Periscope-VL',
    [
      ['2B', 2_208_985_600],
      ['8B', 8_292_166_656],
    ],
    {
      variants: ['', 'Instruct'],
      task: 'image-text-to-text',
      modelType: 'qwen2',
      tags: ['multimodal', 'vision'],
      created: '2025-10-06T10:00:00.000Z',
    },
  ),
  family(
    'paper-lantern',
    'Watercolour-XL',
    [
      ['base', 2_567_463_684],
      ['turbo', 2_567_463_684],
    ],
    {
      task: 'text-to-image',
      library: 'diffusers',
      modelType: '',
      license: 'openrail++',
      tags: ['stable-diffusion-xl', 'text-to-image', 'diffusers:StableDiffusionXLPipeline'],
      created: '2024-06-20T18:00:00.000Z',
    },
  ),
  family(
    'paper-lantern',
    'Inkwell',
    [
      ['v1', 859_520_964],
      ['v2', 859_520_964],
    ],
    {
      task: 'text-to-image',
      library: 'diffusers',
      modelType: '',
      license: 'creativeml-openrail-m',
      tags: ['stable-diffusion', 'diffusers:StableDiffusionPipeline'],
      created: '2023-09-04T20:00:00.000Z',
    },
  ),
  family(
    'cobalt-field',
    'Meridian',
    [
      ['dev', 11_901_408_320],
      ['swift', 11_901_408_320],
    ],
    {
      task: 'text-to-image',
      library: 'diffusers',
      modelType: '',
      license: 'other',
      tags: ['flux', 'diffusers:FluxPipeline'],
      created: '2025-01-28T16:00:00.000Z',
      gated: 'auto',
    },
  ),
  family(
    'cobalt-field',
    'Meridian-Motion',
    [
      ['1.3B', 1_418_996_800],
      ['14B', 14_288_491_584],
    ],
    {
      task: 'text-to-video',
      library: 'diffusers',
      modelType: '',
      tags: ['wan', 'diffusers:WanPipeline'],
      created: '2026-02-17T16:00:00.000Z',
    },
  ),
  family(
    'tidepool-research',
    'Driftwood-embed',
    [
      ['small', 33_360_000],
      ['base', 109_482_240],
      ['large', 335_141_888],
    ],
    {
      task: 'sentence-similarity',
      library: 'sentence-transformers',
      modelType: 'bert',
      license: 'mit',
      tags: ['feature-extraction', 'retrieval', 'text-embeddings-inference'],
      created: '2024-03-12T12:00:00.000Z',
    },
  ),
  family('tidepool-research', 'Driftwood-rerank', [['base', 278_045_697]], {
    task: 'text-ranking',
    library: 'sentence-transformers',
    modelType: 'xlm-roberta',
    license: 'mit',
    tags: ['cross-encoder'],
    created: '2024-05-07T12:00:00.000Z',
  }),
  family(
    'hollow-reed',
    'Sparrow-ASR',
    [
      ['tiny', 37_760_640],
      ['small', 241_734_912],
      ['large', 1_543_490_560],
    ],
    {
      task: 'automatic-speech-recognition',
      modelType: 'whisper',
      languages: european,
      tags: ['audio', 'speech'],
      created: '2024-08-01T09:30:00.000Z',
    },
  ),
  family(
    'hollow-reed',
    'Chime-TTS',
    [
      ['82M', 81_763_410],
      ['500M', 502_333_056],
    ],
    {
      task: 'text-to-speech',
      modelType: 'llama',
      tags: ['audio', 'voice'],
      created: '2025-12-03T09:30:00.000Z',
    },
  ),
  family('hollow-reed', 'Birdsong-AST', [['base', 86_594_063]], {
    task: 'audio-classification',
    modelType: 'wav2vec2',
    tags: ['audio', 'bioacoustics'],
    created: '2024-10-10T09:30:00.000Z',
  }),
  family(
    'glasshouse-vision',
    'Pollen-ViT',
    [
      ['base', 86_567_656],
      ['large', 304_326_632],
    ],
    {
      task: 'image-classification',
      modelType: 'vit',
      tags: ['vision'],
      created: '2023-11-22T14:00:00.000Z',
    },
  ),
  family(
    'glasshouse-vision',
    'Dragonfly-det',
    [
      ['s', 20_184_464],
      ['m', 36_500_000],
      ['l', 76_500_000],
    ],
    {
      task: 'object-detection',
      modelType: 'detr',
      tags: ['vision'],
      created: '2025-03-18T14:00:00.000Z',
    },
  ),
  family('glasshouse-vision', 'Lichen-seg', [['b2', 27_462_000]], {
    task: 'image-segmentation',
    modelType: 'segformer',
    tags: ['vision'],
    created: '2024-12-05T14:00:00.000Z',
  }),
  family('glasshouse-vision', 'Fathom-depth', [['base', 97_469_601]], {
    task: 'depth-estimation',
    modelType: 'vit',
    tags: ['vision', 'depth'],
    created: '2025-05-29T14:00:00.000Z',
  }),
  family(
    'paperclip-nlp',
    'Thistle',
    [
      ['base', 109_482_240],
      ['large', 335_141_888],
    ],
    {
      task: 'fill-mask',
      modelType: 'bert',
      tags: ['exbert'],
      created: '2023-05-16T13:00:00.000Z',
    },
  ),
  family(
    'paperclip-nlp',
    'Causeway',
    [
      ['en-de', 74_410_496],
      ['en-fr', 75_133_440],
      ['de-pl', 74_900_000],
    ],
    {
      task: 'translation',
      modelType: 'marian',
      languages: european,
      tags: [],
      created: '2023-08-28T13:00:00.000Z',
    },
  ),
  family(
    'saltmarsh-robotics',
    'Heron-policy',
    [
      ['pick-place', 51_597_190],
      ['fold-cloth', 51_597_190],
    ],
    {
      task: 'robotics',
      library: 'lerobot',
      modelType: '',
      tags: ['act'],
      created: '2026-04-08T08:00:00.000Z',
    },
  ),
  family(
    'barometer-lab',
    'Monsoon-TS',
    [
      ['small', 46_154_752],
      ['base', 201_374_976],
    ],
    {
      task: 'time-series-forecasting',
      modelType: 't5',
      tags: ['time-series', 'forecasting'],
      created: '2025-06-11T08:00:00.000Z',
    },
  ),
]

function family(
  owner: string,
  name: string,
  sizes: Family['sizes'],
  rest: Pick<Family, 'task' | 'modelType' | 'tags' | 'created'> & Partial<Family>,
): Family {
  const defaults = { variants: [''], library: 'transformers', license: 'apache-2.0', languages: ['en'] }
  return { owner, name, sizes, ...defaults, ...rest }
}
