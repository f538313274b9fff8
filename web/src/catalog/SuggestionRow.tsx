import { Box } from 'lucide-react'

import type { Suggestion } from '#gen/search_pb.ts'

import { formatCount } from '../format/formatCount.ts'
import { fieldNames } from './catalogSearch.ts'
import { labelValue } from './labelValue.ts'
import { fieldOfSuggestion } from './takeSuggestion.ts'

/** A model to open, or a value to filter by and how many models have it. */
export function SuggestionRow({ suggestion }: { suggestion: Suggestion }) {
  const { text, slug, count } = suggestion
  const field = fieldOfSuggestion(suggestion)
  if (field === undefined) {
    return (
      <>
        <Box className="size-3.5 shrink-0 text-faint" />
        <span className="min-w-0 flex-1 truncate" title={slug}>
          <span className="font-medium">{text}</span>
          <span className="ml-2 text-faint">{ownerOf(slug)}</span>
        </span>
        <span className="shrink-0 text-2xs text-faint">{formatCount(count)} downloads</span>
      </>
    )
  }
  return (
    <>
      <span className="w-3.5 shrink-0 text-center text-faint">=</span>
      <span className="min-w-0 flex-1 truncate">
        <span className="text-faint">{fieldNames[field]} </span>
        <span className="font-medium">{labelValue(field, text)}</span>
      </span>
      <span className="shrink-0 text-2xs text-faint">{formatCount(count)} models</span>
    </>
  )
}

/** Whose it is, as far as a slug tells: `owner--name`; else the slug, which a source's number is part of. */
function ownerOf(slug: string): string {
  return slug.includes('--') ? (slug.split('--')[0] ?? slug) : slug
}
