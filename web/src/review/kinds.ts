/** What a model can be. As in the API's LibraryModel. */
export const types = ['llm', 'vlm', 'reranker', 'diffusion', 'embedding', 'audio', 'vision', 'unknown']

/** The part that it plays. */
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
]

export function toOptions(words: readonly string[]): { value: string; label: string }[] {
  return words.map((word) => ({ value: word, label: word.replaceAll('_', ' ') }))
}
