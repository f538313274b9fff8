import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { decoderShape, encoderShape, type TransformerShape } from './languageLayouts.ts'
import { parameterCount, taskOf } from './repoKind.ts'

/** What config.json says of a model, and what its weights are shaped by. */
export interface ModelConfig {
  modelType: string
  architecture: string
  isDecoder: boolean
  shape: TransformerShape
  contextLength: number
}

// model_type → [class name stem, decoder?]. https://huggingface.co/docs/transformers/model_doc/auto
const knownTypes: Readonly<Record<string, [stem: string, isDecoder: boolean]>> = {
  llama: ['Llama', true],
  mistral: ['Mistral', true],
  mixtral: ['Mixtral', true],
  qwen2: ['Qwen2', true],
  qwen3: ['Qwen3', true],
  qwen3_moe: ['Qwen3Moe', true],
  gemma: ['Gemma', true],
  gemma2: ['Gemma2', true],
  gemma3: ['Gemma3', true],
  phi3: ['Phi3', true],
  olmo2: ['Olmo2', true],
  olmo3: ['Olmo3', true],
  lfm2: ['Lfm2', true],
  gpt2: ['GPT2', true],
  gpt_neox: ['GPTNeoX', true],
  falcon: ['Falcon', true],
  bert: ['Bert', false],
  distilbert: ['DistilBert', false],
  roberta: ['Roberta', false],
  'xlm-roberta': ['XLMRoberta', false],
  deberta: ['Deberta', false],
  modernbert: ['ModernBert', false],
  t5: ['T5', false],
  mt5: ['MT5', false],
  bart: ['Bart', false],
  marian: ['Marian', false],
  whisper: ['Whisper', false],
  wav2vec2: ['Wav2Vec2', false],
  vit: ['ViT', false],
  clip: ['CLIP', false],
  detr: ['Detr', false],
  segformer: ['Segformer', false],
}

const heads: Readonly<Record<string, string>> = {
  'text-generation': 'ForCausalLM',
  'text-classification': 'ForSequenceClassification',
  'token-classification': 'ForTokenClassification',
  'question-answering': 'ForQuestionAnswering',
  'fill-mask': 'ForMaskedLM',
  'image-classification': 'ForImageClassification',
  'object-detection': 'ForObjectDetection',
  'automatic-speech-recognition': 'ForConditionalGeneration',
  translation: 'ForConditionalGeneration',
  summarization: 'ForConditionalGeneration',
  'image-text-to-text': 'ForConditionalGeneration',
}

const usualTypes: [RegExp, string][] = [
  [/speech/, 'whisper'],
  [/audio|voice/, 'wav2vec2'],
  [/object/, 'detr'],
  [/segmentation|mask/, 'segformer'],
  [/zero-shot-image/, 'clip'],
  [/^image-(?:classification|feature)|depth|video-classification/, 'vit'],
  [/translation|summarization/, 't5'],
  [/classification|fill-mask|question|similarity|feature|ranking|token/, 'bert'],
]

/** Takes architecture and dimensions from the record's own config where it has one, else from tags, task and size. */
export function modelConfig(record: HuggingFaceRecord): ModelConfig {
  const task = taskOf(record) ?? ''
  const told = record.config?.['model_type']
  const modelType =
    (typeof told === 'string' ? told : undefined) ??
    record.tags.find((tag) => tag in knownTypes) ??
    usualTypes.find(([pattern]) => pattern.test(task))?.[1] ??
    'llama'
  const [stem, isDecoder] = knownTypes[modelType] ?? [pascalCase(modelType), true]
  const toldArchitecture = record.config?.['architectures']
  const architecture =
    Array.isArray(toldArchitecture) && typeof toldArchitecture[0] === 'string'
      ? toldArchitecture[0]
      : `${stem}${heads[task] ?? (isDecoder ? 'ForCausalLM' : 'Model')}`
  return {
    modelType,
    architecture,
    isDecoder,
    shape: isDecoder ? decoderShape(parameterCount(record) ?? 1e9) : encoderShape(),
    contextLength: isDecoder ? 32768 : 512,
  }
}

/** The text of config.json. */
export function configJson(record: HuggingFaceRecord): Record<string, unknown> {
  const { modelType, architecture, shape, contextLength } = modelConfig(record)
  return {
    architectures: [architecture],
    model_type: modelType,
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    max_position_embeddings: contextLength,
    vocab_size: shape.vocabulary,
    torch_dtype: 'bfloat16',
    ...record.config,
  }
}

function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}
