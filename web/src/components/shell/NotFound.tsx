import { Link } from '@tanstack/react-router'
import { Signpost } from 'lucide-react'

import { EmptyState } from '../EmptyState.tsx'
import { buttonLook } from '../ui/Button.tsx'

export function NotFound() {
  return (
    <EmptyState
      icon={<Signpost />}
      title="There is no such page"
      actions={
        <Link to="/" className={buttonLook('plain')}>
          To the catalog
        </Link>
      }
    >
      The address may be mistyped, or from another version.
    </EmptyState>
  )
}
