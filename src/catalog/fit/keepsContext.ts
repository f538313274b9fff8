/** Tasks whose models write text token by token, and so keep keys and values for each token of their context. */
const generating: ReadonlySet<string> = new Set([
  'text-generation',
  'text2text-generation',
  'conversational',
  'summarization',
  'translation',
  'image-text-to-text',
  'audio-text-to-text',
  'video-text-to-text',
  'visual-question-answering',
  'document-question-answering',
  'image-to-text',
  'any-to-any',
  // CivitAI's types.
  'llm',
  'visionlanguage',
])

/**
 * Whether a model of this task needs memory for its context: `task` as an entry has it. A model without a task, of which
 * nothing is known, is taken to need it when `source` is Hugging Face, where most such models are language models.
 */
export function keepsContext(task: string | undefined, source: string): boolean {
  return task === undefined ? source === 'huggingface' : generating.has(task)
}
