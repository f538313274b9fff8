import type { ModelHeader } from '../../formats/modelHeader.ts'
import type { Testimony } from './classification.ts'
import { identifyGguf } from './identifyGguf.ts'
import { identifyTensors } from './identifyTensors.ts'

/** What a file's header says of the file; undefined when no rule knows it. */
export function identifyHeader(header: ModelHeader): Testimony | undefined {
  switch (header.kind) {
    case 'gguf':
      return identifyGguf(header)
    case 'safetensors':
      return identifyTensors(header.tensors)
    case 'onnx':
      return undefined
  }
}
