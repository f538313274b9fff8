import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { nameOf } from './repoKind.ts'

const attributes = ['*.bin', '*.ckpt', '*.gguf', '*.h5', '*.onnx', '*.pt', '*.pth', '*.safetensors', '*.zip']

/** The text of a file that is neither JSON nor the model card. */
export function textFile(record: HuggingFaceRecord, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === '.gitattributes') {
    return attributes.map((pattern) => `${pattern} filter=lfs diff=lfs merge=lfs -text\n`).join('')
  }
  if (name === 'merges.txt') return '#version: 0.2\nw e\ni gh\n'
  if (name === 'vocab.txt') return '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nhouse\n##s\n'
  return `${nameOf(record)}: ${name}\nMade by the mock server of Weighthouse.\n`
}
