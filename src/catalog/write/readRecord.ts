import { WeighthouseError } from '../../foundation/errors.ts'
import type { SourceName } from '../../ids/slug.ts'
import { civitaiModel } from '../../sources/civitai/civitaiModel.ts'
import { toCivitaiEntry } from '../../sources/civitai/toCivitaiEntry.ts'
import { huggingFaceModel } from '../../sources/huggingface/huggingFaceModel.ts'
import { toHuggingFaceEntry } from '../../sources/huggingface/toHuggingFaceEntry.ts'
import { parseTolerantly } from '../../sources/parseTolerantly.ts'
import type { Entry } from '../../sources/source.ts'

/**
 * A record in its source's schema, and its shared columns. Fields of an unexpected type are left out.
 * @throws WeighthouseError INVALID_ARGUMENT when it cannot be understood, UNSUPPORTED for a source without catalog
 */
export function readRecord(source: SourceName, json: unknown): { record: object; entry: Entry } {
  switch (source) {
    case 'huggingface': {
      const { record, reason } = parseTolerantly(huggingFaceModel, json)
      if (reason !== undefined) throw notUnderstood(reason)
      return { record, entry: toHuggingFaceEntry(record) }
    }
    case 'civitai': {
      const { record, reason } = parseTolerantly(civitaiModel, json)
      if (reason !== undefined) throw notUnderstood(reason)
      return { record, entry: toCivitaiEntry(record) }
    }
    case 'github':
    case 'docker':
      throw new WeighthouseError('UNSUPPORTED', `The catalog keeps no records of ${source}.`, { details: { source } })
  }
}

function notUnderstood(reason: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', reason)
}
