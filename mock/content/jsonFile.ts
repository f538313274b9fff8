import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { isTransformerPipeline } from './listFilePaths.ts'
import { configJson, modelConfig } from './modelConfig.ts'
import { nameOf } from './repoKind.ts'

const specialTokens = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' }
const vocabulary: Readonly<Record<string, number>> = Object.fromEntries(
  ['<pad>', '<s>', '</s>', '<unk>', 'w', 'e', 'i', 'g', 'h', 't', 'we', 'igh'].map((word, index) => [word, index]),
)

/** The value of a JSON file by its path; files of unknown meaning hold their own name. */
export function jsonFile(record: HuggingFaceRecord, path: string): unknown {
  const parts = path.split('/')
  const name = parts.pop() ?? path
  const folder = parts.pop() ?? ''
  switch (name) {
    case 'config.json':
      return folderConfig(record, folder)
    case 'generation_config.json':
      return { bos_token_id: 1, eos_token_id: 2, do_sample: true, temperature: 0.7, top_p: 0.9 }
    case 'tokenizer_config.json':
      return { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: 32768, ...specialTokens }
    case 'special_tokens_map.json':
      return specialTokens
    case 'vocab.json':
      return vocabulary
    case 'tokenizer.json':
      return tokenizer()
    case 'preprocessor_config.json':
      return {
        do_resize: true,
        size: { height: 224, width: 224 },
        image_mean: [0.5, 0.5, 0.5],
        image_std: [0.5, 0.5, 0.5],
      }
    case 'adapter_config.json':
      return adapterConfig(record)
    case 'model_index.json':
      return modelIndex(record)
    case 'scheduler_config.json':
      return { _class_name: 'EulerDiscreteScheduler', num_train_timesteps: 1000, prediction_type: 'epsilon' }
    case 'modules.json':
      return [
        { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
        { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
      ]
    case 'config_sentence_transformers.json':
      return { prompts: {}, default_prompt_name: null, similarity_fn_name: 'cosine' }
    case 'sentence_bert_config.json':
      return { max_seq_length: 512, do_lower_case: false }
    default:
      return { name: nameOf(record), file: path }
  }
}

function folderConfig(record: HuggingFaceRecord, folder: string): unknown {
  switch (folder) {
    case '1_Pooling':
      return { word_embedding_dimension: 768, pooling_mode_mean_tokens: true, include_prompt: true }
    case 'unet':
      return { _class_name: 'UNet2DConditionModel', cross_attention_dim: 2048, in_channels: 4, sample_size: 128 }
    case 'transformer':
      return { _class_name: 'FluxTransformer2DModel', in_channels: 64, num_layers: 19, joint_attention_dim: 4096 }
    case 'vae':
      return { _class_name: 'AutoencoderKL', latent_channels: isTransformerPipeline(record) ? 16 : 4 }
    case 'text_encoder':
      return {
        architectures: ['CLIPTextModel'],
        model_type: 'clip_text_model',
        hidden_size: 768,
        num_hidden_layers: 12,
      }
    default:
      return configJson(record)
  }
}

function adapterConfig(record: HuggingFaceRecord): unknown {
  const base = record.cardData?.['base_model']
  const first: unknown = Array.isArray(base) ? base[0] : base
  return {
    base_model_name_or_path: typeof first === 'string' ? first : null,
    peft_type: 'LORA',
    task_type: modelConfig(record).isDecoder ? 'CAUSAL_LM' : 'SEQ_CLS',
    r: 16,
    lora_alpha: 32,
    lora_dropout: 0.05,
    target_modules: ['q_proj', 'v_proj'],
  }
}

function modelIndex(record: HuggingFaceRecord): unknown {
  const isTransformer = isTransformerPipeline(record)
  return {
    _class_name: isTransformer ? 'FluxPipeline' : 'StableDiffusionXLPipeline',
    _diffusers_version: '0.30.0',
    scheduler: ['diffusers', 'EulerDiscreteScheduler'],
    text_encoder: ['transformers', 'CLIPTextModel'],
    tokenizer: ['transformers', 'CLIPTokenizer'],
    ...(isTransformer
      ? { transformer: ['diffusers', 'FluxTransformer2DModel'] }
      : { unet: ['diffusers', 'UNet2DConditionModel'] }),
    vae: ['diffusers', 'AutoencoderKL'],
  }
}

function tokenizer(): unknown {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.values(specialTokens).map((content) => ({
      id: vocabulary[content],
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'BPE', unk_token: '<unk>', vocab: vocabulary, merges: ['w e', 'i gh'].slice(0, 1) },
  }
}
