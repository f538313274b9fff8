import type { Suggestion } from '#gen/search_pb.ts'

import { type CatalogSearch, type FilterField, filterFields } from './catalogSearch.ts'
import { readFilter, toggleFilter } from './changeFilter.ts'

/** The filter that a suggested value belongs to; undefined for a model. */
export function fieldOfSuggestion({ kind }: Pick<Suggestion, 'kind'>): FilterField | undefined {
  return kind === 'base' ? 'base_model' : filterFields.find((field) => field === kind)
}

/** The search with a suggested value as filter, in place of the words that it was suggested for. */
export function takeSuggestion(
  search: CatalogSearch,
  text: string,
  suggestion: Pick<Suggestion, 'kind' | 'text'>,
): CatalogSearch {
  const field = fieldOfSuggestion(suggestion)
  const query = withoutSuggested(text, suggestion.text) || undefined
  if (field === undefined || readFilter(search, field).wanted.includes(suggestion.text)) return { ...search, query }
  return { ...toggleFilter(search, field, suggestion.text), query }
}

/** The words before those that lead to `suggested`: all of its last words that it contains, at least one. */
function withoutSuggested(text: string, suggested: string): string {
  const words = text.trim().split(/\s+/)
  const whole = bare(suggested)
  const first = words.findIndex((_, index) => whole.includes(bare(words.slice(index).join(''))))
  return words.slice(0, first < 0 ? -1 : first).join(' ')
}

/** Letters and digits only, so that `text gen` is found in `text-generation`. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
