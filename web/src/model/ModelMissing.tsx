import { Link } from '@tanstack/react-router'

import { readError } from '../api/readError.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { buttonLook } from '../components/ui/Button.tsx'

/** A model that could not be read, and where it may be found. */
export function ModelMissing({ slug, error, onRetry }: { slug: string; error: unknown; onRetry: () => void }) {
  return (
    <div className="mx-auto max-w-2xl py-16">
      <ErrorNotice error={error} onRetry={readError(error).code === 'MODEL_NOT_FOUND' ? undefined : onRetry} />
      <p className="mt-4 text-center">
        <Link to="/" search={{ query: slug.replace('--', ' ') }} className={buttonLook('plain')}>
          Search the catalog for it
        </Link>
      </p>
    </div>
  )
}
