import { useQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'

import { CurationService } from '#gen/curation_pb.ts'

import { buttonLook } from '../components/ui/Button.tsx'
import { formatCount } from '../format/formatCount.ts'

/** The way to the review list, with how many wait there; nothing when none do. */
export function ReviewLink() {
  const { data } = useQuery(CurationService.method.listReviews, { query: '', limit: 1, cursor: '' })
  if (!data || data.total === 0n) return null
  return (
    <Link to="/review" className={buttonLook('quiet')}>
      Review
      <span className="rounded-full bg-brass/15 px-1.5 text-2xs font-medium text-brass">{formatCount(data.total)}</span>
    </Link>
  )
}
