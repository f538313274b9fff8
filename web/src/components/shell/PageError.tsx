import type { ErrorComponentProps } from '@tanstack/react-router'

import { ErrorNotice } from '../ErrorNotice.tsx'

/** Stands in for a page that could not be shown. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="mx-auto max-w-2xl px-4 py-16">
      <ErrorNotice error={error} onRetry={reset} />
    </div>
  )
}
