/** Invented people and groups who derive models from others'. */
export const quantizers = ['juniper-quants', 'copper-kettle'] as const
export const tuners = [
  'night-heron',
  'willow-tunes',
  'orchid-atelier',
  'marzipan-ai',
  'foxglove-dev',
  'brass-button',
  'salt-and-cinder',
  'pocket-observatory',
  'thursday-lab',
  'hazelwick',
] as const

/** What a fine-tune is for: name, tags and the data set that it was tuned on. */
export const purposes = [
  { name: 'Storyteller', tags: ['creative-writing', 'roleplay'], dataset: 'willow-tunes/campfire-tales' },
  { name: 'Scribe', tags: ['summarization'], dataset: 'thursday-lab/long-minutes' },
  { name: 'Abacus', tags: ['math', 'reasoning'], dataset: 'pocket-observatory/worked-sums' },
  { name: 'Gardener', tags: ['domain-specific', 'botany'], dataset: 'hazelwick/hedgerow-notes' },
  { name: 'Courier', tags: ['function-calling', 'agent'], dataset: 'foxglove-dev/tool-letters' },
  { name: 'Polyglot', tags: ['multilingual', 'translation'], dataset: 'salt-and-cinder/harbour-talk' },
  { name: 'Tutor', tags: ['education'], dataset: 'thursday-lab/patient-lessons' },
  { name: 'Barista', tags: ['customer-service', 'chat'], dataset: 'brass-button/counter-chats' },
] as const

export const trainers: readonly [readonly string[], ...(readonly string[])[]] = [
  ['trl', 'sft'],
  ['trl', 'dpo'],
  ['unsloth', 'sft'],
  ['trl', 'grpo'],
]

export const mergeMethods = ['slerp', 'ties', 'dare', 'linear'] as const

/** Styles of image LoRAs, with the word that calls them. */
export const styles = [
  ['Linocut', 'linocut print'],
  ['Stained-Glass', 'stained glass window'],
  ['Paper-Cutout', 'layered paper'],
  ['Blueprint', 'technical blueprint'],
  ['Felt-Toys', 'needle felted'],
  ['Botanical-Plate', 'botanical plate'],
  ['Tin-Robots', 'tin toy robot'],
  ['Isometric-Rooms', 'isometric room'],
  ['Chalkboard', 'chalk drawing'],
  ['Foggy-Harbours', 'foggy harbour'],
  ['Pixel-Sprites', 'pixel sprite'],
  ['Embroidery', 'embroidered'],
] as const
