import { Link } from '@tanstack/react-router'

import type { LibraryModel } from '#gen/library_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { SafetyBadge } from '../components/SafetyBadge.tsx'
import { SourceMark } from '../components/SourceMark.tsx'
import { Time } from '../components/Time.tsx'
import { Badge } from '../components/ui/Badge.tsx'
import { cx } from '../components/ui/cx.ts'
import { plural } from '../format/formatCount.ts'
import { StorageBadge } from './StorageBadge.tsx'

/** The grid that the list's header and its rows share. */
export const libraryColumns =
  'lg:grid lg:grid-cols-[minmax(0,1fr)_6rem_8rem_5rem_3.5rem_3.5rem_6.5rem] lg:items-center lg:gap-x-4'

/** One shelved model; a click shows its files. */
export function LibraryRow({ model }: { model: LibraryModel }) {
  return (
    <div
      className={cx(
        'relative flex h-full items-center gap-3 px-4 hover:bg-hover',
        'has-focus-visible:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent',
        libraryColumns,
      )}
    >
      <div className="flex min-w-0 flex-1 items-center gap-3">
        <SourceMark source={model.source} />
        <div className="min-w-0">
          <Link
            to="/library"
            search={(search) => ({ ...search, model: model.slug })}
            resetScroll={false}
            className="block truncate font-medium outline-none after:absolute after:inset-0"
            title={model.officialName}
          >
            {model.officialName}
          </Link>
          <p className="truncate text-13 leading-5 text-muted">
            {model.source === 'civitai' ? model.slug : model.repoId}
            {model.revision !== '' && <span className="text-faint"> @ {model.revision}</span>}
          </p>
        </div>
        <StorageBadge model={model} />
        {model.verdict !== 'safe' && (model.verdict !== '' || model.storage !== 'in_place') && (
          <SafetyBadge verdict={model.verdict} />
        )}
      </div>
      <span className="flex max-lg:hidden">
        <Badge>{model.type}</Badge>
      </span>
      <span className="truncate text-13 text-muted max-lg:hidden">{model.family}</span>
      <span className="shrink-0 text-right text-13">
        <Bytes bytes={model.sizeBytes} />
      </span>
      <span className="text-right text-13 text-muted max-lg:hidden">{model.fileCount}</span>
      <span
        className="text-right text-13 text-muted max-lg:hidden"
        title={`${plural(model.links.length, 'link')} in applications`}
      >
        {model.links.length}
      </span>
      <span className="text-right text-13 text-faint max-lg:hidden">
        <Time at={model.addedAt} />
      </span>
    </div>
  )
}
