import { getRouteApi } from '@tanstack/react-router'
import { EyeOff, SpellCheck } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'

import type { SearchResponse } from '#gen/search_pb.ts'

import { formatExactCount } from '../format/formatCount.ts'
import { everythingMask } from '../settings/settings.ts'
import { useCatalogNavigation } from './useCatalogNavigation.ts'

const route = getRouteApi('/')

/** What one should know of the answer: words that were read as others, and how many models are kept from sight. */
export function ResultNotes({ page: { corrections, hidden } }: { page: SearchResponse }) {
  const search = route.useSearch()
  const navigate = useCatalogNavigation()
  return (
    <>
      {corrections.map(({ word, readAs }) => (
        <Note key={word} icon={<SpellCheck />}>
          Nothing for <b className="font-medium text-ink">{word}</b>; showing{' '}
          {readAs.map((other, index) => (
            <Fragment key={other}>
              {index > 0 && ', '}
              <button
                type="button"
                className="font-medium text-accent hover:underline"
                onClick={() => navigate((current) => ({ ...current, query: replaceWord(current.query, word, other) }))}
              >
                {other}
              </button>
            </Fragment>
          ))}
        </Note>
      ))}
      {hidden > 0n && (
        <Note icon={<EyeOff />}>
          {formatExactCount(hidden)} hidden by {search.nsfw_mask === undefined ? 'your settings' : 'the NSFW filter'}
          <button
            type="button"
            className="ml-2 font-medium text-accent hover:underline"
            onClick={() => navigate((current) => ({ ...current, nsfw_mask: everythingMask }))}
          >
            Show them
          </button>
        </Note>
      )}
    </>
  )
}

/** The query with one of its words, in any letter case, written as another. */
function replaceWord(query: string | undefined, word: string, other: string): string | undefined {
  return query
    ?.split(/\s+/)
    .map((text) => (text.toLowerCase() === word.toLowerCase() ? other : text))
    .join(' ')
}

function Note({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex items-center gap-2 pb-2.5 text-13 text-muted [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-faint">
      {icon}
      <span className="min-w-0">{children}</span>
    </p>
  )
}
