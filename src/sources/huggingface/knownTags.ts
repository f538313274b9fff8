import { libraryKeys, taskKeys } from './vocabulary.ts'

/** Libraries by @huggingface/tasks, in lower case. */
export const libraryTags: ReadonlySet<string> = new Set(libraryKeys.map((key) => key.toLowerCase()))

/** What a model's weights run in, below its library. */
export const frameworkTags: ReadonlySet<string> = new Set('pytorch tf tensorflow jax flax'.split(' '))

/** Forms that the weights come in. */
export const formatTags: ReadonlySet<string> = new Set(
  'safetensors gguf ggml onnx openvino coreml tflite tensorrt executorch pickle joblib'.split(' '),
)

/**
 * Tasks by @huggingface/tasks, and at the end those of older models that are none any more. `conversational` is missing:
 * it was a task, and today is also a mark of models with a chat template; see {@link classifyTags}.
 */
export const taskTags: ReadonlySet<string> = new Set([
  ...taskKeys,
  'text2text-generation',
  'speech-segmentation',
  'structured-data-classification',
])

/**
 * Papers that a template of model cards cites, so that nearly all who have the tag never mention it themselves:
 * the carbon emissions paper of the default card (1,537 of 57,623 models; the next paper 340).
 */
export const templatePapers: ReadonlySet<string> = new Set(['1910.09700'])

const computedTags: ReadonlySet<string> = new Set(
  (
    'endpoints_compatible autotrain_compatible autonlp_compatible infinity_compatible text-generation-inference ' +
    'text-embeddings-inference custom_code conversational has_space co2_eq_emissions model-index eval-results'
  ).split(' '),
)

/** True for a tag that Hugging Face computes and no author wrote: it says where a model can be deployed, not what it is. */
export function isComputedTag(tag: string): boolean {
  return computedTags.has(tag) || tag.startsWith('deploy:')
}
