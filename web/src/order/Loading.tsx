import { ErrorNotice } from '../components/ErrorNotice.tsx'

/** A view whose answer is not there: why, or that it is on its way. */
export function Loading({ label, error, onRetry }: { label: string; error: unknown; onRetry: () => void }) {
  if (error != null) return <ErrorNotice error={error} onRetry={onRetry} />
  return <div role="status" aria-label={label} className="skeleton h-56 rounded-xl!" />
}
