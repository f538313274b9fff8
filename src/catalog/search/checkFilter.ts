import { WeighthouseError } from '../../foundation/errors.ts'
import { sourceNames } from '../../ids/slug.ts'
import { licenseClasses } from '../license/licenseClass.ts'
import { type EntryFilter, facetFields, type FacetField, listFields, rangeFields } from './searchQuery.ts'

const mostValues = 100

/** Fields of which all values are known, so that a wrong one can be told from one that nothing has. */
const vocabularies = {
  source: { values: sourceNames, noun: 'a source', hint: 'The sources are huggingface and civitai.' },
  license_class: {
    values: licenseClasses,
    noun: 'a class of licences',
    hint: `The classes are ${licenseClasses.join(', ')}.`,
  },
} as const

/**
 * Takes the filter out of a query and checks what types cannot.
 * @throws WeighthouseError INVALID_ARGUMENT for an unknown source or licence class, an empty value, more than 100 values
 *   of a field, a mask that is no set of bits, a range whose end is before its start, or a memory or context that is no
 *   positive number
 */
export function checkFilter(query: EntryFilter): EntryFilter {
  const filter: EntryFilter = {}
  for (const field of listFields) {
    const values = query[field]
    if (!values || values.length === 0) continue
    checkValues(field, values)
    filter[field] = values
  }
  checkMask(query.nsfw_mask)
  checkRanges(query)
  checkFit(query)
  const { gated, original, nsfw_mask, removed, fit, ranges } = query
  return { ...filter, gated, original, nsfw_mask, removed: removed || undefined, fit, ranges }
}

/** @throws WeighthouseError INVALID_ARGUMENT for a field that cannot be counted */
export function checkFacets(fields: readonly string[]): FacetField[] {
  return [...new Set(fields)].map((field) => {
    const known = facetFields.find((name) => name === field)
    if (known) return known
    throw invalid(`${JSON.stringify(field)} cannot be counted.`, `Count ${facetFields.join(', ')}.`)
  })
}

function checkValues(field: (typeof listFields)[number], values: readonly string[]): void {
  if (values.length > mostValues) {
    throw invalid(`The filter ${field} has ${values.length} values; it may have ${mostValues}.`)
  }
  for (const value of values) {
    const bare = value.startsWith('!') ? value.slice(1) : value
    if (bare.trim() === '') throw invalid(`The filter ${field} has an empty value.`, 'Leave the filter out instead.')
    if (field !== 'source' && field !== 'license_class') continue
    const vocabulary = vocabularies[field]
    if (!vocabulary.values.some((known) => known === bare.toLowerCase())) {
      throw invalid(`${JSON.stringify(bare)} is not ${vocabulary.noun}.`, vocabulary.hint)
    }
  }
}

function checkMask(mask: number | undefined): void {
  if (mask === undefined || (Number.isInteger(mask) && mask >= 0 && mask <= 0xffff_ffff)) return
  throw invalid(`The NSFW mask ${mask} is not a set of bits.`, 'Add up PG 1, PG13 2, R 4, X 8, XXX 16.')
}

function checkRanges({ ranges }: EntryFilter): void {
  for (const field of rangeFields) {
    const { from, to } = ranges?.[field] ?? {}
    if (Number.isNaN(from) || Number.isNaN(to) || (from !== undefined && to !== undefined && from > to)) {
      throw invalid(`The range of ${field}, ${from} to ${to}, holds nothing.`, 'Write the smaller number first.')
    }
  }
}

function checkFit({ fit }: EntryFilter): void {
  if (!fit) return
  if (!(Number.isFinite(fit.memory) && fit.memory > 0)) {
    throw invalid(`A memory of ${fit.memory} bytes holds no model.`, 'Write for instance 24GB or rtx 4090.')
  }
  if (!(Number.isInteger(fit.context) && fit.context >= 0 && fit.context <= 1e8)) {
    throw invalid(`${fit.context} is not a number of tokens.`, 'Write a whole number, for instance 8192.')
  }
}

function invalid(message: string, hint?: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', message, { hint })
}
