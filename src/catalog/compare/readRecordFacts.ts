import { z } from 'zod'

import type { SourceName } from '../../ids/slug.ts'
import { readQuantLabel } from '../../sources/weights/readQuantLabel.ts'

/** What only the record tells of a model, as far as sources tell it. */
export interface RecordFacts {
  /** `llama` (of the weights' configuration), or the family that a CivitAI model is made for. */
  architecture: string | undefined
  /** Tokens. */
  contextLength: number | undefined
  /** Number types of its weights, the most frequent first: `BF16`, `fp16`, `Q4_K_M`. */
  precision: string[]
}

// A field of another type than documented is as good as none: nothing here is worth refusing a comparison.
const text = z.string().min(1).optional().catch(undefined)
const count = z.number().positive().optional().catch(undefined)

const huggingFaceRecord = z.looseObject({
  config: z
    .looseObject({
      model_type: text,
      architectures: z.array(z.string()).optional().catch(undefined),
      max_position_embeddings: count,
    })
    .optional()
    .catch(undefined),
  gguf: z.looseObject({ architecture: text, context_length: count }).optional().catch(undefined),
  safetensors: z
    .looseObject({ parameters: z.record(z.string(), z.number()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

const civitaiRecord = z.looseObject({
  modelVersions: z
    .array(
      z.looseObject({
        baseModel: text,
        files: z
          .array(z.looseObject({ metadata: z.looseObject({ fp: text, quantType: text }).optional().catch(undefined) }))
          .optional()
          .catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
})

/** @param paths of its files, whose names tell the quantization of GGUF */
export function readRecordFacts(source: SourceName, record: unknown, paths: readonly string[]): RecordFacts {
  switch (source) {
    case 'huggingface': {
      const { config, gguf, safetensors } = huggingFaceRecord.parse(record)
      const types = Object.entries(safetensors?.parameters ?? {}).toSorted((a, b) => b[1] - a[1])
      return {
        architecture: gguf?.architecture ?? config?.model_type ?? config?.architectures?.[0],
        contextLength: gguf?.context_length ?? config?.max_position_embeddings,
        precision: unique([...types.map(([type]) => type), ...paths.map(readPrecision)]),
      }
    }
    case 'civitai': {
      const newest = civitaiRecord.parse(record).modelVersions?.[0]
      return {
        architecture: newest?.baseModel,
        contextLength: undefined,
        precision: unique((newest?.files ?? []).flatMap(({ metadata }) => [metadata?.quantType, metadata?.fp])),
      }
    }
    case 'github':
    case 'docker':
      return { architecture: undefined, contextLength: undefined, precision: [] }
  }
}

function readPrecision(path: string): string | undefined {
  return path.toLowerCase().endsWith('.gguf') ? readQuantLabel(path) : undefined
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))]
}
