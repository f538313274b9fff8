import { Link } from '@tanstack/react-router'

import { formatExactCount } from '../format/formatCount.ts'

const look =
  'relative flex h-10 items-center gap-1.5 px-1 text-13 font-medium text-muted hover:text-ink data-[status=active]:text-ink data-[status=active]:after:absolute data-[status=active]:after:inset-x-0 data-[status=active]:after:-bottom-px data-[status=active]:after:h-0.5 data-[status=active]:after:bg-brass'

/** The pages of one model. */
export function ModelTabs({ slug, relatives }: { slug: string; relatives: bigint | undefined }) {
  return (
    <nav aria-label="Pages of the model" className="mt-4 flex gap-5 border-b">
      <Link to="/models/$slug" params={{ slug }} activeOptions={{ exact: true, includeSearch: false }} className={look}>
        Overview
      </Link>
      <Link to="/models/$slug/ancestry" params={{ slug }} activeOptions={{ includeSearch: false }} className={look}>
        Ancestry
        {relatives !== undefined && relatives > 0n && (
          <span className="rounded-full bg-ink/6 px-1.5 text-2xs text-muted">{formatExactCount(relatives)}</span>
        )}
      </Link>
    </nav>
  )
}
