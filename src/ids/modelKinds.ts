/** What kind of model it is: the first folder below the library's root. */
export const modelTypes = ['llm', 'vlm', 'reranker', 'diffusion', 'embedding', 'audio', 'vision', 'unknown'] as const
export type ModelType = (typeof modelTypes)[number]

/**
 * The part that a model, or one file of it, plays. `full` is a model that needs nothing else (a language model with its
 * tokenizer); `checkpoints` are all-in-one image models, `unet` their denoiser alone, `diffusers` a tree of folders.
 */
export const subtypes = [
  'checkpoints',
  'unet',
  'diffusers',
  'loras',
  'vae',
  'controlnet',
  'embeddings',
  'upscale',
  'clip',
  't5',
  'text_encoders',
  'clip_vision',
  'ipadapter',
  'hypernetworks',
  'full',
  'other',
] as const
export type Subtype = (typeof subtypes)[number]
