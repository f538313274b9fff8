import { WeighthouseError } from '../../foundation/errors.ts'
import { sourceNames } from '../../ids/slug.ts'
import { type EntryFilter, rangeFields } from './searchQuery.ts'

const listFields = ['source', 'author', 'task', 'library', 'license', 'language', 'tag', 'baseModel', 'format'] as const
const mostValues = 100

/**
 * Takes the filter out of a query and checks what types cannot.
 * @throws WeighthouseError INVALID_ARGUMENT for an unknown source, more than 100 values of a field, a mask that is no
 *   set of bits, or a range whose end is before its start
 */
export function checkFilter(query: EntryFilter): EntryFilter {
  for (const field of listFields) {
    if ((query[field]?.length ?? 0) > mostValues) {
      throw invalid(`The filter ${field} has ${query[field]?.length} values; it may have ${mostValues}.`)
    }
  }
  for (const source of query.source ?? []) {
    if (!sourceNames.some((name) => name === source)) {
      throw invalid(`${JSON.stringify(source)} is not a source.`, 'The sources are huggingface and civitai.')
    }
  }
  const { nsfwMask } = query
  if (nsfwMask !== undefined && !(Number.isInteger(nsfwMask) && nsfwMask >= 0 && nsfwMask <= 0xffff_ffff)) {
    throw invalid(`The NSFW mask ${nsfwMask} is not a set of bits.`, 'Add up PG 1, PG13 2, R 4, X 8, XXX 16.')
  }
  for (const field of rangeFields) {
    const { from, to } = query.ranges?.[field] ?? {}
    if (Number.isNaN(from) || Number.isNaN(to) || (from !== undefined && to !== undefined && from > to)) {
      throw invalid(`The range of ${field}, ${from} to ${to}, holds nothing.`, 'Write the smaller number first.')
    }
  }
  const { source, author, task, library, license, language, tag, baseModel, format, gated, removed, ranges } = query
  return {
    source,
    author,
    task,
    library,
    license,
    language,
    tag,
    baseModel,
    format,
    gated,
    nsfwMask,
    removed: removed || undefined,
    ranges,
  }
}

function invalid(message: string, hint?: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', message, { hint })
}
