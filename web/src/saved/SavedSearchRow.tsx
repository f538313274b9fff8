import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RefreshCw, Trash2 } from 'lucide-react'

import { type SavedSearch, SavedSearchService } from '#gen/saved_search_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { readCatalogSearch } from '../catalog/catalogSearch.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FeedLinks } from '../components/FeedLinks.tsx'
import { Time } from '../components/Time.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { Button } from '../components/ui/Button.tsx'
import { formatExactCount } from '../format/formatCount.ts'
import { parseSearchParams } from '../searchParams.ts'

/** One search that is kept: its way back to the catalog, its news, its feeds. */
export function SavedSearchRow({ search }: { search: SavedSearch }) {
  const queryClient = useQueryClient()
  const onSuccess = () => refreshQueries(queryClient, 'savedSearches')
  const check = useMutation(SavedSearchService.method.checkSavedSearch, { onSuccess })
  const remove = useMutation(SavedSearchService.method.removeSavedSearch, { onSuccess })
  const { id, name, query, unseen, checkedAt, webhookUrl, webhookError } = search
  return (
    <li className="border-b px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="flex items-center gap-2">
            <Link to="/saved/$id" params={{ id }} className="truncate font-medium hover:underline">
              {name}
            </Link>
            {unseen > 0n && <Badge tone="brass">{formatExactCount(unseen)} new</Badge>}
          </h2>
          <Link
            to="/"
            search={readCatalogSearch(parseSearchParams(query))}
            className="block truncate font-mono text-xs text-muted hover:text-accent"
            title="Open it in the catalog"
          >
            {query === '' ? 'everything' : decodeURIComponent(query.replaceAll('+', ' '))}
          </Link>
        </div>
        <FeedLinks path={`/api/v1/saved-searches/${id}/feed`} label={name} />
        <div className="flex gap-1.5">
          <Button size="small" disabled={check.isPending} onClick={() => check.mutate({ id })}>
            <RefreshCw className={check.isPending ? 'animate-spin' : undefined} />
            Check now
          </Button>
          <Button
            look="quiet"
            size="icon"
            className="size-7!"
            aria-label={`Remove ${name}`}
            title="Remove"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ id })}
          >
            <Trash2 />
          </Button>
        </div>
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-2xs text-faint">
        <span>
          {checkedAt === undefined ? (
            'not searched yet'
          ) : (
            <>
              searched <Time at={checkedAt} />
            </>
          )}
        </span>
        {webhookUrl !== '' && <span className="truncate">tells {webhookUrl}</span>}
      </p>
      {webhookError !== '' && <p className="mt-1 text-13 text-bad">The webhook failed: {webhookError}</p>}
      {(check.error ?? remove.error) && (
        <div className="mt-2">
          <ErrorNotice error={check.error ?? remove.error} />
        </div>
      )}
    </li>
  )
}
